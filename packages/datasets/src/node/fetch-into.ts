import type { Published } from '../data-source.ts';
import { DatasetError, reasonOf } from '../errors.ts';
import type { PartFile } from './part-file.ts';

export interface Timing {
  /** Longest wait for a server's answer. */
  readonly connectMs: number;
  /** Longest wait for the next `stallBytes` of a download. */
  readonly stallMs: number;
  /** So slow a download is given up: default 32 KiB in `stallMs`. */
  readonly stallBytes?: number;
}

/**
 * Why one server did not deliver: it did not answer, it answered no, its answer broke off, or it sent other bytes.
 * Only what broke off is worth asking for again.
 */
export class MirrorFailure extends Error {
  constructor(
    readonly kind: 'unreachable' | 'refused' | 'broken' | 'wrong',
    message: string,
  ) {
    super(message);
  }
}

function watchdog(outer: AbortSignal) {
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const arm = (ms: number, what: () => string) => {
    stop();
    timer = setTimeout(() => own.abort(new Error(`${what()} ${ms / 1000} s`)), ms);
  };
  return { signal: AbortSignal.any([outer, own.signal]), arm, stop };
}

/** Node's fetch says only "fetch failed"; the reason is its cause. */
function networkReason(error: unknown): string {
  const cause = (error as Error)?.cause;
  return cause instanceof Error
    ? ((cause as NodeJS.ErrnoException).code ?? reasonOf(cause))
    : reasonOf(error);
}

/** Asks for what `part` lacks and leaves it ready to append to. */
async function request(url: string, part: PartFile, signal: AbortSignal): Promise<Response> {
  const from = part.size;
  const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  const response = await fetch(url, { signal, headers });
  const { ok, status } = response;
  const resumed =
    status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
  if (ok && (resumed || status === 200)) {
    if (from > 0 && !resumed) await part.restart();
    return response;
  }
  await response.body?.cancel();
  // The server cannot continue what this part holds: from the start, then.
  const unfit = from > 0 && (status === 416 || status === 206);
  if (unfit) await part.restart();
  const again = unfit || status >= 500 || status === 429 || status === 408;
  throw new MirrorFailure(again ? 'broken' : 'refused', `HTTP ${status}`);
}

/**
 * Completes `part` from `url`, resuming where it stands; returns when all bytes are there and their digest is right.
 *
 * @throws MirrorFailure when this server does not deliver, CacheError when the disk does not take it
 */
export async function fetchInto(
  part: PartFile,
  url: string,
  published: Published,
  { timing, signal, onBytes }: { timing: Timing; signal: AbortSignal; onBytes: (size: number) => void },
): Promise<void> {
  const dog = watchdog(signal);
  const stallBytes = timing.stallBytes ?? 32_768;
  let answered = false;
  try {
    if (part.size > published.bytes) await part.restart();
    if (part.size < published.bytes) {
      dog.arm(timing.connectMs, () => 'no answer for');
      const response = await request(url, part, dog.signal);
      answered = true;
      let mark = part.size;
      const moving = () => {
        mark = part.size;
        dog.arm(timing.stallMs, () =>
          part.size === mark ? 'no data for' : `only ${part.size - mark} bytes in`,
        );
      };
      moving();
      // TypeScript's DOM types do not know that a stream can be iterated.
      for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
        if (part.size + chunk.length > published.bytes) {
          await part.restart();
          throw new MirrorFailure('wrong', `sends more than ${published.bytes} bytes`);
        }
        await part.write(chunk);
        onBytes(part.size);
        if (part.size - mark >= stallBytes) moving();
      }
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof DatasetError || error instanceof MirrorFailure) throw error;
    const reason = networkReason(error);
    // A server that sends its callers in circles did answer, and will not answer otherwise.
    const refused = /redirect/.test(reason);
    throw new MirrorFailure(answered ? 'broken' : refused ? 'refused' : 'unreachable', reason);
  } finally {
    dog.stop();
  }
  if (part.size < published.bytes) {
    throw new MirrorFailure('broken', `ended after ${part.size} of ${published.bytes} bytes`);
  }
  const mismatch = part.mismatch();
  if (mismatch !== undefined) {
    await part.restart();
    throw new MirrorFailure('wrong', mismatch);
  }
}
