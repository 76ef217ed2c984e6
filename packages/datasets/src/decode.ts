import type { DataFile, Published } from './data-source.ts';
import { CorruptFileError, DigestError, reasonOf } from './errors.ts';

export type Algorithm = 'sha256' | 'md5';

/** What decoding needs from the platform. */
export interface Codec {
  /** The digest in hexadecimal. */
  digest(algorithm: Algorithm, bytes: Uint8Array): string | Promise<string>;
  /** Gunzips at most `limit` bytes; rejects when the stream is damaged, ends early or holds more. */
  gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array>;
}

const ADVICE = 'delete it and fetch it again';

/** The digest a file is checked against, or undefined where none was published. */
export function digestOf({ sha256, md5 }: Published): { algorithm: Algorithm; hex: string } | undefined {
  if (sha256 !== undefined) return { algorithm: 'sha256', hex: sha256 };
  return md5 === undefined ? undefined : { algorithm: 'md5', hex: md5 };
}

/** The names under which a file is looked for: a form that can be verified before one that cannot. */
export const namesOf = ({ name, raw }: DataFile): readonly string[] =>
  digestOf(raw) ? [name, `${name}.gz`] : [`${name}.gz`, name];

async function isPublishedGz(bytes: Uint8Array, { gz }: DataFile, codec: Codec): Promise<boolean> {
  const expected = gz && digestOf(gz);
  if (!expected || bytes.length !== gz.bytes) return false;
  return (await codec.digest(expected.algorithm, bytes)) === expected.hex;
}

/**
 * The raw bytes of a file that may be stored raw or gzipped, once its content is known to be the published one.
 * A file that was compressed anew is accepted: its content counts.
 *
 * @param where what an error message calls the bytes
 * @throws CorruptFileError when the bytes are truncated or damaged
 * @throws DigestError when they are well formed but not the published content
 */
export async function decode(
  bytes: Uint8Array,
  file: DataFile,
  where: string,
  codec: Codec,
): Promise<Uint8Array> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzipped && (await isPublishedGz(bytes, file, codec))) return codec.gunzip(bytes, file.raw.bytes);
  const raw = gzipped
    ? await codec.gunzip(bytes, file.raw.bytes).catch((error: unknown) => {
        throw new CorruptFileError(`${where}: damaged or truncated gzip (${reasonOf(error)}); ${ADVICE}.`, {
          cause: error,
        });
      })
    : bytes;
  if (raw.length !== file.raw.bytes) {
    throw new CorruptFileError(
      `${where}: ${raw.length} bytes${gzipped ? ' uncompressed' : ''}, expected ${file.raw.bytes}; ${ADVICE}.`,
    );
  }
  const expected = digestOf(file.raw);
  if (!expected) {
    throw new DigestError(
      `${where}: cannot be verified, a digest is published for ${file.name}.gz only; keep that file as it was published.`,
    );
  }
  const digest = await codec.digest(expected.algorithm, raw);
  if (digest !== expected.hex) {
    throw new DigestError(`${where}: ${expected.algorithm} ${digest}, expected ${expected.hex}; ${ADVICE}.`);
  }
  return raw;
}
