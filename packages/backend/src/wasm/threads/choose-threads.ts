import { measureThreads } from './measure-threads.ts';
import type { ThreadArguments } from './pool.ts';
import { withSharedMemory } from './shared-memory.ts';
import type { Threading } from './threading.ts';
import { ThreadsError } from './threads-error.ts';
import { checkThreadsOption, MOST_STOCK_THREADS, type ThreadsOption } from './threads-option.ts';

export interface ChosenThreads {
  readonly threads: number;
  /** One line: why so many. */
  readonly reason: string;
}

/** A kernel to measure with, and memory for it. */
export interface ThreadsBenchmark {
  /** The module, not yet declared to import shared memory. */
  readonly bytes: Uint8Array;
  /** Pages of 64 KiB that it computes in. */
  readonly pages: number;
  readonly kernel: string;
  /** The same work, whatever the number of threads. About a millisecond in one thread. */
  readonly argsForThread: ThreadArguments;
}

const percent = (gain: number) => `${Math.round(100 * gain)} % of the speed of one`;

/** All processors, and half of them: where two share a core, the second one often slows down the first. */
function candidates(processors: number): readonly number[] {
  const all = Math.min(processors, MOST_STOCK_THREADS);
  return all >= 4 ? [all, Math.floor(all / 2)] : [all];
}

async function measured(
  threading: Threading,
  benchmark: () => Promise<ThreadsBenchmark>,
  now: () => number,
): Promise<ChosenThreads> {
  const counts = candidates(threading.processors());
  const { bytes, pages, kernel, argsForThread } = await benchmark();
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });
  const module = await WebAssembly.compile(withSharedMemory(bytes));
  const pool = await threading.createPool({ memory, module, threads: Math.max(...counts) });
  try {
    const gains = counts.map((threads) => ({
      threads,
      ...measureThreads({ run: (used) => pool.run(kernel, argsForThread, used), threads, now }),
    }));
    const best = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
    const seen = `${best.threads} threads reached ${percent(best.gain)}`;
    return best.worthIt ? { threads: best.threads, reason: seen } : { threads: 1, reason: `only ${seen}` };
  } finally {
    await pool.close();
  }
}

/**
 * How many threads the wasm backend shall start with. Only `'auto'` takes time: about 100 ms.
 *
 * @param benchmark is called only where something must be measured.
 * @param now the clock, in milliseconds.
 * @throws ThreadsError for a wrong number, or for one above 1 where threads cannot be used.
 */
export async function chooseThreads(
  option: ThreadsOption,
  threading: Threading,
  benchmark: () => Promise<ThreadsBenchmark>,
  now: () => number = () => performance.now(),
): Promise<ChosenThreads> {
  checkThreadsOption(option);
  if (option === false) return { threads: 1, reason: 'threads were not asked for' };
  const unsupported = threading.unsupported();
  if (option === 'auto') {
    if (unsupported !== undefined) return { threads: 1, reason: unsupported };
    if (threading.processors() < 2) return { threads: 1, reason: 'there is one processor' };
    return measured(threading, benchmark, now);
  }
  if (option > 1 && unsupported !== undefined) {
    throw new ThreadsError(`${option} threads cannot be used: ${unsupported}.`);
  }
  return { threads: option, reason: 'asked for' };
}
