import { MaskError } from '../errors.ts';
import { createMasks, type Masks } from './mask.ts';
import { fromBase64, packBits, toBase64, unpackBits } from './pack.ts';

/** Raised when the meaning of saved masks changes. */
const FORMAT = 'gradlab-masks-1';

/** Masks as plain JSON: a bit for each weight, eight a byte, in base64. */
export interface MasksJson {
  readonly format: typeof FORMAT;
  readonly masks: Readonly<Record<string, { readonly shape: readonly number[]; readonly bits: string }>>;
}

export const masksToJson = (masks: Masks): MasksJson => ({
  format: FORMAT,
  masks: Object.fromEntries(
    [...masks].map(([path, { shape, bits }]) => [path, { shape, bits: toBase64(packBits(bits)) }]),
  ),
});

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
  const { format, masks } = (json ?? {}) as { format?: unknown; masks?: unknown };
  if (format !== FORMAT || typeof masks !== 'object' || masks === null) {
    throw new MaskError(`These are no saved masks (format ${String(format)}, wanted ${FORMAT}).`);
  }
  return createMasks(Object.entries(masks).map(([path, entry]) => [path, unpacked(path, entry)]));
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
