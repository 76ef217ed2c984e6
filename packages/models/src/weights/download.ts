import { reasonOf, WeightsSourceError } from './errors.ts';
import type { FetchOptions } from './load-options.ts';

/** A piece of a file, and where in the file it belongs: at 0 again where the server sends all of it anew. */
export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const ATTEMPTS = 5;
const PAUSE_MS = 100;

const failure = (url: URL, reason: string, cause?: unknown) =>
  new WeightsSourceError(
    `${url.href} cannot be fetched (${reason}); check the address, or give a file that was downloaded by other means.`,
    { cause },
  );

/** What the server knows a version of the file by. A weak tag does not promise the same bytes. */
function validatorOf({ headers }: Response): string | undefined {
  const tag = headers.get('etag');
  return tag?.startsWith('"') ? tag : (headers.get('last-modified') ?? undefined);
}

/** Asks for what comes after the first `from` bytes. */
async function ask(url: URL, from: number, validator: string | undefined, signal: AbortSignal | undefined) {
  const range = from > 0 ? { range: `bytes=${from}-`, ...(validator ? { 'if-range': validator } : {}) } : {};
  const response = await fetch(url, {
    headers: { 'accept-encoding': 'identity', ...range },
    ...(signal ? { signal } : {}),
  });
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  const resumed = response.status === 206 && Number(start) === from;
  if (response.status === 200 || resumed) {
    // The length of what is sent; a server that compresses states another one than arrives here.
    const plain = response.headers.get('content-encoding') === null;
    const length = plain ? Number(response.headers.get('content-length') ?? 0) : 0;
    return { response, at: resumed ? from : 0, total: resumed ? Number(size) : length };
  }
  await response.body?.cancel();
  // The server cannot go on from there: from the beginning, then.
  if (from > 0 && (response.status === 416 || response.status === 206)) return undefined;
  throw failure(url, `HTTP ${response.status}`);
}

/**
 * The pieces of a file as they arrive. Where the connection breaks, the server is asked for the rest, if it can tell that the file is still
 * the same one; it is given up when that brings nothing new.
 *
 * @param held how many bytes are there already, of which the caller finds out later whether they are right
 * @throws WeightsSourceError where the server does not answer, refuses, or ends early
 */
export async function* download(
  url: URL,
  { signal, onProgress }: Pick<FetchOptions, 'signal' | 'onProgress'>,
  held = 0,
): AsyncGenerator<Piece> {
  let [done, best] = [held, held];
  let validator: string | undefined;
  for (let attempt = 1; ; attempt++) {
    let broken: WeightsSourceError;
    try {
      const answer = await ask(url, done, validator, signal);
      if (answer === undefined) {
        [done, best] = [0, 0];
        continue;
      }
      const { response, at, total } = answer;
      done = at;
      validator = validatorOf(response);
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        yield { at: done, bytes: part.value };
        done += part.value.length;
        onProgress?.({ phase: 'download', done, total, unit: 'bytes' });
      }
      if (total === 0 || done === total) return;
      broken = failure(url, `ended after ${done} of ${total} bytes`);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WeightsSourceError) throw error;
      const { cause } = error as Error;
      broken = failure(url, reasonOf(cause instanceof Error ? cause : error), error);
    }
    if (attempt === ATTEMPTS || done <= best) throw broken;
    best = done;
    if (validator === undefined) done = 0;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** attempt));
    signal?.throwIfAborted();
  }
}

export const offlineError = (url: URL) =>
  new WeightsSourceError(
    `${url.href} is not in the cache and offline is set; load it once with the network, or give it as a file.`,
  );
