import { InvalidOptionError } from '../errors.ts';
import { checkSparsity } from './prune.ts';

/** The sparsity to reach at a step (from 0) of a training, or at a round; undefined where nothing is pruned then. */
export type SparsitySchedule = (step: number) => number | undefined;

export interface SparsitySteps {
  /** First step at which is pruned. At least 0. */
  readonly begin: number;
  /** Last one. Default, where it may be left out: never. */
  readonly end?: number;
  /** Steps from one pruning to the next; a positive integer. Default: 100. */
  readonly frequency?: number;
}

/** Whether something is pruned at a step. @throws InvalidOptionError for steps that are none */
function activeIn({ begin, end = Number.POSITIVE_INFINITY, frequency = 100 }: SparsitySteps) {
  if (!Number.isSafeInteger(begin) || begin < 0) {
    throw new InvalidOptionError(`begin must be an integer of at least 0, got ${begin}.`);
  }
  if (!(end >= begin)) throw new InvalidOptionError(`end must be at least begin (${begin}), got ${end}.`);
  if (!Number.isSafeInteger(frequency) || frequency < 1) {
    throw new InvalidOptionError(`frequency must be a positive integer, got ${frequency}.`);
  }
  return (step: number) => step >= begin && step <= end && (step - begin) % frequency === 0;
}

/** One sparsity from a step on, again and again: what other scores would prune later is pruned too. */
export function constantSparsity(sparsity: number, steps: SparsitySteps = { begin: 0 }): SparsitySchedule {
  checkSparsity('sparsity', sparsity);
  const active = activeIn(steps);
  return (step) => (active(step) ? sparsity : undefined);
}

/** All at once, at one step. */
export const oneShot = (sparsity: number, step = 0): SparsitySchedule =>
  constantSparsity(sparsity, { begin: step, end: step, frequency: 1 });

export interface PolynomialSparsityOptions extends SparsitySteps {
  readonly end: number;
  /** Sparsity at `begin`. Default: 0. */
  readonly initial?: number;
  /** Sparsity at `end`. */
  readonly final: number;
  /** Default: 3, the paper's: most is pruned at first, while much is redundant. */
  readonly power?: number;
}

/**
 * Gradual pruning (Zhu and Gupta 2017, arXiv:1710.01878): final + (initial - final) (1 - (t - begin) / (end - begin))^power. The last pruning
 * is at `end` only where `end - begin` is a multiple of `frequency`.
 *
 * @throws InvalidOptionError for a sparsity not in [0, 1), a power that is not positive, or an end before the beginning
 */
export function polynomialSparsity(options: PolynomialSparsityOptions): SparsitySchedule {
  const { initial = 0, final, begin, end, power = 3 } = options;
  checkSparsity('initial', initial);
  checkSparsity('final', final);
  if (!(power > 0)) throw new InvalidOptionError(`power must be positive, got ${power}.`);
  if (!Number.isFinite(end)) throw new InvalidOptionError(`end must be a step, got ${end}.`);
  const active = activeIn(options);
  return (step) => {
    if (!active(step)) return undefined;
    const done = end === begin ? 1 : (step - begin) / (end - begin);
    return final + (initial - final) * (1 - done) ** power;
  };
}

/**
 * Prunes the same part of what lives at every round, 1 - (1 - rate)^rounds: step 0 is the first round.
 *
 * @throws InvalidOptionError for a rate not in [0, 1)
 */
export function iterativeSparsity(rate: number): SparsitySchedule {
  checkSparsity('rate', rate);
  return (step) => 1 - (1 - rate) ** (step + 1);
}
