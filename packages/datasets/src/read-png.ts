// A file of its own, imported only where a PNG is read: so callers who need none do not load the decoder, and bundlers
// do not warn of a module that one package imports at once and another later.
import { decode } from 'fast-png';

/** The picture in a PNG file. Throws for a damaged one, also where only a checksum tells. */
export const readPng = (bytes: Uint8Array): ReturnType<typeof decode> => decode(bytes, { checkCrc: true });
