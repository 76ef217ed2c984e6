import { reasonOf, WeightsSourceError } from './errors.ts';
import type { FetchOptions } from './load-options.ts';

/**
 * The parts of a file as they arrive.
 *
 * @throws WeightsSourceError where the server does not answer, refuses, or ends early
 */
export async function* download(
  url: URL,
  { signal, onProgress }: Pick<FetchOptions, 'signal' | 'onProgress'>,
): AsyncGenerator<Uint8Array> {
  const failed = (reason: string, cause?: unknown) =>
    new WeightsSourceError(
      `${url.href} cannot be fetched (${reason}); check the address, or give a file that was downloaded by other means.`,
      { cause },
    );
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok) {
      await response.body?.cancel();
      throw failed(`HTTP ${response.status}`);
    }
    // The length of what is sent; a server that compresses states another one than arrives here.
    const plain = response.headers.get('content-encoding') === null;
    const total = plain ? Number(response.headers.get('content-length') ?? 0) : 0;
    let done = 0;
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      done += part.value.length;
      onProgress?.({ phase: 'download', done, total, unit: 'bytes' });
      yield part.value;
    }
    if (total > 0 && done !== total) throw failed(`ended after ${done} of ${total} bytes`);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WeightsSourceError) throw error;
    const { cause } = error as Error;
    throw failed(reasonOf(cause instanceof Error ? cause : error), error);
  }
}

export const offlineError = (url: URL) =>
  new WeightsSourceError(
    `${url.href} is not in the cache and offline is set; load it once with the network, or give it as a file.`,
  );
