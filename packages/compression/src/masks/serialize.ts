import { crc32 } from '../encode/checksum.ts';
import { MaskError } from '../errors.ts';
import { createMasks, type Masks } from './mask.ts';
import { fromBase64, packBits, toBase64, unpackBits } from './pack.ts';

/** Raised when the meaning of saved masks changes. */
const FORMAT = 'gradlab-masks-1';

/** Masks as plain JSON: a bit for each weight, eight a byte, in base64. */
export interface MasksJson {
  readonly format: typeof FORMAT;
  /** CRC-32 of `masks` as JSON without spaces. Any bits are masks: without it a damaged file would be others. */
  readonly checksum: number;
  readonly masks: Readonly<Record<string, { readonly shape: readonly number[]; readonly bits: string }>>;
}

const checksumOf = (masks: object): number => crc32(new TextEncoder().encode(JSON.stringify(masks)));

export function masksToJson(masks: Masks): MasksJson {
  const all = Object.fromEntries(
    [...masks].map(([path, { shape, bits }]) => [path, { shape, bits: toBase64(packBits(bits)) }]),
  );
  return { format: FORMAT, checksum: checksumOf(all), masks: all };
}

function unpacked(path: string, entry: unknown) {
  const { shape, bits } = (entry ?? {}) as { shape?: unknown; bits?: unknown };
  const valid = Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0);
  if (!valid || typeof bits !== 'string') {
    throw new MaskError(`The saved mask of ${path} has no shape or no bits; the file is damaged.`);
  }
  const size = (shape as number[]).reduce((product, length) => product * length, 1);
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(bits);
  } catch (cause) {
    throw new MaskError(`The saved mask of ${path} is not base64; the file is damaged.`, { cause });
  }
  if (bytes.length !== Math.ceil(size / 8)) {
    throw new MaskError(
      `The saved mask of ${path} has ${bytes.length} bytes for [${shape}], which needs ${Math.ceil(size / 8)}.`,
    );
  }
  return { shape: shape as number[], bits: unpackBits(bytes, size) };
}

/** @throws MaskError for what `masksToJson` did not write */
export function masksFromJson(json: unknown): Masks {
  const { format, checksum, masks } = (json ?? {}) as Partial<Record<keyof MasksJson, unknown>>;
  if (format !== FORMAT || typeof masks !== 'object' || masks === null) {
    throw new MaskError(`These are no saved masks (format ${String(format)}, wanted ${FORMAT}).`);
  }
  const entries = Object.entries(masks).map(([path, entry]) => [path, unpacked(path, entry)] as const);
  if (checksum !== checksumOf(masks)) {
    throw new MaskError(
      'The saved masks are not those that were written (other checksum); the file is damaged.',
    );
  }
  return createMasks(entries);
}

/** The same as the bytes of a file. */
export const masksToBytes = (masks: Masks): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(masksToJson(masks)));

/** @throws MaskError for what `masksToBytes` did not write */
export function masksFromBytes(bytes: Uint8Array): Masks {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new MaskError('These bytes are no saved masks.', { cause });
  }
  return masksFromJson(json);
}
