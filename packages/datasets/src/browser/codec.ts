import type { Codec } from '../decode.ts';
import { NetworkError } from '../errors.ts';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Typed arrays over an ArrayBuffer, which is what the web's interfaces take. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Reads a stream of at most `limit` bytes. */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  onBytes: (size: number, bytes: Bytes) => void = () => undefined,
): Promise<Bytes> {
  const bytes = new Uint8Array(limit);
  const reader = stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, size);
    if (size + value.length > limit) {
      await reader.cancel().catch(() => undefined);
      throw new RangeError(`more than ${limit} bytes`);
    }
    bytes.set(value, size);
    size += value.length;
    onBytes(size, bytes);
  }
}

export const codec: Codec = {
  async digest(algorithm, bytes) {
    if (algorithm === 'md5') return (await import('./md5.ts')).md5Of(bytes);
    const { subtle } = globalThis.crypto ?? {};
    if (!subtle) {
      throw new NetworkError(
        'This page cannot verify downloads (no crypto.subtle); serve it over https or localhost.',
      );
    }
    return hex(new Uint8Array(await subtle.digest('SHA-256', bytes as Bytes)));
  },
  gunzip: (bytes, limit) =>
    collect(new Blob([bytes as Bytes]).stream().pipeThrough(new DecompressionStream('gzip')), limit),
};
