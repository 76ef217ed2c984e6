import { nextTask } from '#platform';
import { AbortError } from './errors.ts';

/** Long enough to cost nothing, short enough for Ctrl-C and a page's animations to feel immediate. */
const INTERVAL_MS = 50;

/**
 * Returns a function to await between steps: now and then it lets the event loop run, so that signals, timers and the
 * page are served while TensorFlow.js computes synchronously.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL_MS) return;
    await nextTask();
    last = performance.now();
  };
}

/** @throws AbortError where the signal has been given. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new AbortError(`${what} was stopped.`);
}
