import { engine, env } from '@tensorflow/tfjs-core';
import { ThreadsError } from './threads-error.ts';
import { MOST_STOCK_THREADS } from './threads-option.ts';

const FLAG = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** What differs between Node and browsers while the backend starts. */
export interface StartPlatform {
  /** Makes the stock build see this many logical processors; it uses half of them at most. Undone by what it returns. */
  readonly pretendProcessors: (count: number) => () => void;
  /** Makes its workers start, where they would not. */
  readonly helpWorkers?: (threads: number) => WorkerHelp;
}

export interface WorkerHelp {
  /** Rejects when a worker fails while the backend starts. */
  readonly failure: Promise<never>;
  /** Undoes the help. The workers are ended where the backend has not started. */
  readonly restore: (succeeded: boolean) => void;
}

/**
 * Starts the threaded build of the wasm backend: what both platforms share.
 *
 * @throws ThreadsError where the backend has been started already, the number is wrong, or a worker fails.
 */
export async function startThreaded<T>(
  threads: number,
  start: () => Promise<T>,
  { pretendProcessors, helpWorkers }: StartPlatform,
): Promise<T> {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_STOCK_THREADS) {
    throw new ThreadsError(
      `The wasm backend of TensorFlow.js runs in 1 to ${MOST_STOCK_THREADS} threads, not ${threads}.`,
    );
  }
  if ('wasm' in engine().registry) {
    throw new ThreadsError(
      'The wasm backend has already been started, and cannot get threads any more: ask for them before it starts.',
    );
  }
  const { setThreadsCount, getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  const flag = await env().getAsync(FLAG);
  const help = helpWorkers?.(threads);
  const restoreProcessors = pretendProcessors(2 * threads);
  let succeeded = false;
  try {
    env().set(FLAG, true);
    setThreadsCount(threads);
    const started = await Promise.race([start(), ...(help ? [help.failure] : [])]);
    const actual = getThreadsCount();
    if (actual !== threads) {
      throw new ThreadsError(`The wasm backend started with ${actual} threads instead of ${threads}.`);
    }
    succeeded = true;
    return started;
  } finally {
    // A backend that is started again later would find nothing of all this.
    env().set(FLAG, flag);
    restoreProcessors();
    help?.restore(succeeded);
  }
}
