import {
  CLOSE,
  createControlBlock,
  errorText,
  PENDING,
  STATE,
  slotBytes,
  WORD,
  type WorkerSlot,
} from './control-block.ts';
import { isShared } from './is-shared.ts';
import { checkedArguments, kernelsOf } from './kernels-of.ts';
import { ThreadsError } from './threads-error.ts';
import { waitUntilZero } from './wait.ts';
import type { SpawnWorker } from './worker-source.ts';

export interface PoolOptions {
  /** The shared memory that every thread computes in. */
  readonly memory: WebAssembly.Memory;
  /** Compiled from `withSharedMemory(bytes)`. It must own nothing in the memory: no stack, no data, no state in globals. */
  readonly module: WebAssembly.Module;
  /** How many threads compute, the calling one included: 1 to 64. */
  readonly threads: number;
  readonly spawn: SpawnWorker;
  /** Microseconds for which a thread looks for what it waits for before it sleeps. Default: 50. */
  readonly spinMicroseconds?: number;
  /** Milliseconds after which a kernel counts as lost, and the pool is closed. Default: 60 000. */
  readonly timeout?: number;
}

/** The arguments of a kernel in one thread. 64-bit integers cannot be among its parameters. */
export type ThreadArguments = (thread: number, threads: number) => readonly number[];

/** Threads that run the same kernel over one shared memory. */
export interface Pool {
  readonly threads: number;
  /**
   * Runs an exported kernel once per thread, part 0 in the calling thread, and returns when all of them have returned.
   * `argsForThread` says what each one does; no part may write where another one reads or writes.
   *
   * @returns what the kernel returned in each thread; NaN where it returns nothing.
   *
   * @param threads how many to use. Default: all.
   * @throws ThreadsError for wrong arguments, a trap in any thread (when all have ended), or a pool that is closed or lost.
   */
  readonly run: (kernel: string, argsForThread: ThreadArguments, threads?: number) => readonly number[];
  /** Ends the workers. Calling it again changes nothing. */
  readonly close: () => Promise<void>;
}

function check({ memory, threads }: PoolOptions): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new ThreadsError(`A pool has 1 to 64 threads, not ${threads}.`);
  }
  if (!isShared(memory)) {
    throw new ThreadsError('A pool needs shared memory: start the threaded build of the wasm backend.');
  }
}

function handOver({ words, args }: WorkerSlot, kernel: number, values: readonly number[]): void {
  words[WORD.kernel] = kernel;
  words[WORD.count] = values.length;
  args.set(values);
  Atomics.add(words, WORD.job, 1);
  // Waking costs microseconds, and who is awake needs none of it.
  if (Atomics.load(words, WORD.asleep) === 1) Atomics.notify(words, WORD.job);
}

/**
 * Starts the workers of a pool, each with an instance of the module over the shared memory.
 *
 * @throws ThreadsError where the options are wrong or a worker cannot be started.
 */
export async function createPool(options: PoolOptions): Promise<Pool> {
  check(options);
  const { memory, module, threads, spawn, spinMicroseconds = 50, timeout = 60_000 } = options;
  const kernels = await kernelsOf(memory, module);
  const indexOf = new Map(kernels.map(([name], i) => [name, i]));
  const { buffer, shared, slots } = createControlBlock(threads - 1);

  let unusable: string | undefined;
  const spawned = await Promise.allSettled(
    slots.map((_, i) =>
      spawn({ control: buffer, slot: slotBytes(i + 1), memory, module, spinMicroseconds }, (reason) => {
        unusable ??= `worker ${i + 1} has ended (${reason})`;
      }),
    ),
  );
  const workers = spawned.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const end = async (reason: string) => {
    unusable ??= reason;
    for (const slot of slots) handOver(slot, CLOSE, []);
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  const failed = spawned.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await end('it did not start');
    throw new ThreadsError(`A worker could not be started (${failed.reason}); use one thread.`, {
      cause: failed.reason,
    });
  }

  const run: Pool['run'] = (name, argsForThread, used = threads) => {
    if (unusable !== undefined) throw new ThreadsError(`The pool cannot run ${name}: ${unusable}.`);
    const index = indexOf.get(name);
    const kernel = index === undefined ? undefined : kernels[index]?.[1];
    if (index === undefined || kernel === undefined) {
      throw new ThreadsError(
        `There is no kernel ${name}: the module exports ${[...indexOf.keys()].join(', ')}.`,
      );
    }
    if (!Number.isInteger(used) || used < 1 || used > threads) {
      throw new ThreadsError(`Kernel ${name} can run in 1 to ${threads} threads, not ${used}.`);
    }
    const [own = [], ...others] = Array.from({ length: used }, (_, thread) =>
      checkedArguments(name, kernel, argsForThread(thread, used)),
    );
    const busy = slots.slice(0, used - 1);
    Atomics.store(shared, PENDING, used - 1);
    for (const [i, slot] of busy.entries()) handOver(slot, index, others[i] ?? []);
    const failures: { thread: number; cause: unknown }[] = [];
    let result = Number.NaN;
    try {
      result = Number(kernel(...own));
    } catch (cause) {
      failures.push({ thread: 0, cause });
    }
    if (!waitUntilZero(shared, PENDING, { spinMicroseconds, timeout })) {
      void end(`${name} did not return within ${timeout} ms`);
      throw new ThreadsError(`Kernel ${name} did not return within ${timeout} ms; the pool is closed.`);
    }
    for (const [i, slot] of busy.entries()) {
      if (slot.words[WORD.state] === STATE.failed) failures.push({ thread: i + 1, cause: errorText(slot) });
    }
    const [first] = failures;
    if (first !== undefined) {
      throw new ThreadsError(
        `Kernel ${name} failed in thread ${first.thread} of ${used}: ${first.cause}. Its result is undefined.`,
        { cause: first.cause },
      );
    }
    return [result, ...busy.map(({ args }) => args[0] as number)];
  };
  return { threads, run, close: () => end('it was closed') };
}
