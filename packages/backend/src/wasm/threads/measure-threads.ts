export interface MeasureThreadsOptions {
  /** Does the same work in this many threads, and returns when it is done. */
  readonly run: (threads: number) => void;
  /** How many to compare with one. */
  readonly threads: number;
  /** Milliseconds that measuring may take, if one run of each takes less. Default: 40. */
  readonly budget?: number;
  /** From which gain on it is worth it. Default: 1.2, because kernels that are not in the pool gain nothing. */
  readonly minimumGain?: number;
  /** The clock, in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

export interface ThreadsGain {
  /** Whether the gain is `minimumGain` or more, and three rounds in four gained something. */
  readonly worthIt: boolean;
  /** Time in one thread divided by the time in all: the median over the rounds. */
  readonly gain: number;
  readonly rounds: number;
}

const MOST_ROUNDS = 15;

/**
 * Whether several threads beat one here. Both are run in turn, because other programs come and go, and the ratio of each
 * round is taken, because they slow down both.
 */
export function measureThreads({
  run,
  threads,
  budget = 40,
  minimumGain = 1.2,
  now = () => performance.now(),
}: MeasureThreadsOptions): ThreadsGain {
  const time = (count: number) => {
    const start = now();
    run(count);
    return now() - start;
  };
  const end = now() + budget;
  // The first calls compile the kernel and wake the workers.
  time(1);
  time(threads);
  const ratios: number[] = [];
  do {
    const one = time(1);
    ratios.push(one / time(threads));
  } while (ratios.length < MOST_ROUNDS && now() < end);
  ratios.sort((a, b) => a - b);
  const at = (quantile: number) => ratios[Math.floor(quantile * (ratios.length - 1))] ?? 0;
  const gain = at(0.5);
  return { worthIt: gain >= minimumGain && at(0.25) > 1, gain, rounds: ratios.length };
}
