import type { DataFile } from './data-source.ts';
import { CorruptFileError, DigestError, reasonOf } from './errors.ts';

/** What decoding needs from the platform. */
export interface Codec {
  /** Hexadecimal SHA-256. */
  sha256(bytes: Uint8Array): string | Promise<string>;
  /** Gunzips at most `limit` bytes; rejects when the stream is damaged, ends early or holds more. */
  gunzip(bytes: Uint8Array, limit: number): Promise<Uint8Array>;
}

const ADVICE = 'delete it and fetch it again';

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
  if (gzipped && bytes.length === file.gz.bytes && (await codec.sha256(bytes)) === file.gz.sha256) {
    return codec.gunzip(bytes, file.raw.bytes);
  }
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
  const digest = await codec.sha256(raw);
  if (digest !== file.raw.sha256) {
    throw new DigestError(`${where}: sha256 ${digest}, expected ${file.raw.sha256}; ${ADVICE}.`);
  }
  return raw;
}
