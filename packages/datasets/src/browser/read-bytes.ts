import { CorruptFileError, NetworkError, reasonOf } from '../errors.ts';
import type { ReadBytes } from '../text/read-bytes.ts';

/** The bytes behind a URL, gunzipped where they are compressed. */
export const readBytes: ReadBytes = async (url, signal) => {
  const broken = (reason: string, cause?: unknown) => {
    signal?.throwIfAborted();
    return new NetworkError(`${url}: ${reason}; check the URL, the network and the server's CORS headers.`, {
      cause,
    });
  };
  const response = await fetch(url, signal ? { signal } : {}).catch((error) => {
    throw broken(reasonOf(error), error);
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw broken(`HTTP ${response.status}`);
  }
  const body = await response.arrayBuffer().catch((error) => {
    throw broken(`broke off (${reasonOf(error)})`, error);
  });
  const bytes = new Uint8Array(body);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const text = await new Response(stream).arrayBuffer().catch((error) => {
    throw new CorruptFileError(`${url}: damaged or truncated gzip (${reasonOf(error)}).`, { cause: error });
  });
  return new Uint8Array(text);
};
