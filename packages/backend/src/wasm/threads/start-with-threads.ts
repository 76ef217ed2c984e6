import { engine } from '@tensorflow/tfjs-core';
import { chooseThreads } from './choose-threads.ts';
import { gemmBenchmark } from './gemm-benchmark.ts';
import type { Threading } from './threading.ts';
import { ThreadsError } from './threads-error.ts';
import type { ThreadsOption } from './threads-option.ts';

export interface Start<T> {
  readonly threading: Threading;
  /** The engine's module, to measure with. */
  readonly engineBytes: () => Promise<Uint8Array>;
  /** Makes the backend the current one and waits until it is ready. */
  readonly begin: () => Promise<void>;
  /** Registers the engine, computing in this many threads. */
  readonly register: (threads: number) => Promise<T>;
}

interface Registered {
  readonly threads: number;
}

/** A backend that runs already keeps the threads that it has. */
async function joinRunning<T extends Registered>(option: ThreadsOption, { begin, register }: Start<T>) {
  await begin();
  if (option === 'auto') {
    return { ...(await register(1)), threadsReason: 'the wasm backend had already been started' };
  }
  const training = await register(Number(option));
  if (training.threads === option) return training;
  throw new ThreadsError(
    `The wasm backend has already been started, and computes in ${training.threads} thread(s), not ${option}: ask for them ` +
      'where it is started first.',
  );
}

/**
 * Starts the wasm backend in as many threads as the option says. With `'auto'` whatever speaks against threads is a reason to
 * use one, and no error.
 *
 * @throws ThreadsError where a number was asked for that cannot be had.
 */
export async function startWithThreads<T extends Registered>(
  option: ThreadsOption,
  start: Start<T>,
): Promise<T & { readonly threadsReason?: string }> {
  if ('wasm' in engine().registry) return joinRunning(option, start);
  const { threading, engineBytes, begin, register } = start;
  const attempt = async () => {
    const { threads, reason } = await chooseThreads(option, threading, async () =>
      gemmBenchmark(await engineBytes()),
    );
    await (threads > 1 ? threading.startThreadedBackend(threads, begin) : begin());
    return { ...(await register(threads)), threadsReason: reason };
  };
  if (option !== 'auto') {
    const { threadsReason: _, ...training } = await attempt();
    return training as unknown as T;
  }
  try {
    return await attempt();
  } catch (error) {
    // Where threads are not to blame, this fails in the same way.
    await begin();
    const threadsReason = error instanceof Error ? error.message : String(error);
    return { ...(await register(1)), threadsReason };
  }
}
