import { InvalidOptionError } from '../errors.ts';
import type { Decomposition } from './decomposition.ts';

/** Exactly one of these says how much of a kernel stays. */
export interface RankChoice {
  /** The rank itself; for Tucker-2 the pair of channels in and out. */
  readonly rank?: number | readonly [number, number];
  /** At least this share of the sum of squared weights, in (0, 1]. */
  readonly energy?: number;
  /** At most this relative error in the Frobenius norm, in [0, 1). */
  readonly error?: number;
  /** The most that fits into so many bytes of float32 weights, biases not counted. */
  readonly bytes?: number;
}

const KEYS = ['rank', 'energy', 'error', 'bytes'] as const;
const FLOAT_BYTES = 4;

/** The smallest ranks that leave out no more than a share of the squares; each of several ranks may leave out its part of it. */
const within = ({ tails }: Decomposition, share: number): number[] =>
  // Rounding of the decomposition itself must not ask for one rank more: it is of the size of 2^-52.
  tails.map((lost) =>
    Math.max(
      1,
      lost.findIndex((tail) => tail <= share / tails.length + 1e-14),
    ),
  );

/** The largest ranks, in the proportion of the full ones, of so many weights. */
function fitting({ tails, size }: Decomposition, weights: number): number[] | undefined {
  const most = tails.map((lost) => lost.length - 1);
  const steps = Math.max(...most);
  for (let step = steps; step >= 1; step--) {
    const ranks = most.map((full) => Math.max(1, Math.round((step * full) / steps)));
    if (size(ranks) <= weights) return ranks;
  }
  return undefined;
}

/** @throws InvalidOptionError where the choice is none, or nothing is small enough. */
export function chooseRanks(
  decomposition: Decomposition,
  choice: RankChoice,
  layer: string,
): readonly number[] {
  const { rank, energy, error, bytes } = choice;
  const refuse = (message: string): never => {
    throw new InvalidOptionError(`factorize: ${layer}: ${message}`);
  };
  if (KEYS.filter((key) => choice[key] !== undefined).length !== 1) refuse(`give one of ${KEYS.join(', ')}.`);
  if (energy !== undefined) {
    if (!(energy > 0 && energy <= 1)) refuse(`energy must be in (0, 1], got ${energy}.`);
    return within(decomposition, 1 - energy);
  }
  if (error !== undefined) {
    if (!(error >= 0 && error < 1)) refuse(`error must be in [0, 1), got ${error}.`);
    return within(decomposition, error ** 2);
  }
  if (bytes !== undefined) {
    if (!(bytes > 0)) refuse(`bytes must be positive, got ${bytes}.`);
    const smallest = FLOAT_BYTES * decomposition.size(decomposition.tails.map(() => 1));
    return (
      fitting(decomposition, bytes / FLOAT_BYTES) ??
      refuse(`rank 1 already takes ${smallest} bytes, ${bytes} are allowed.`)
    );
  }
  const ranks = typeof rank === 'number' ? [rank] : (rank as readonly number[]);
  const most = decomposition.tails.map((lost) => lost.length - 1);
  const fits =
    ranks.length === most.length &&
    ranks.every((one, i) => Number.isInteger(one) && one >= 1 && one <= (most[i] as number));
  if (!fits)
    refuse(
      `rank must be ${most.map((one) => `an integer from 1 to ${one}`).join(' and ')}, got ${JSON.stringify(rank)}.`,
    );
  return ranks;
}
