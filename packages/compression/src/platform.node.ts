import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Bytes after brotli at its best, as a web server sends a file that it keeps. */
export const brotliBytes = async (bytes: Uint8Array): Promise<number | undefined> =>
  (await compress(bytes)).length;
