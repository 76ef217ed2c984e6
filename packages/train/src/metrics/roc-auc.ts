import { rank } from 'd3-array';
import { TrainError } from '../errors.ts';

/**
 * Area under the receiver operating characteristic: the probability that a positive sample has a higher score than a negative one, ties
 * counting one half (Hanley and McNeil 1982).
 *
 * @param positive whether each sample is positive
 * @param scores a number for each, larger for surer
 * @throws TrainError where there are not as many of both, or not both kinds of samples, or a score is NaN
 */
export function rocAuc(positive: ArrayLike<boolean>, scores: ArrayLike<number>): number {
  const isPositive = Array.from(positive);
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  if (isPositive.length !== scores.length || positives === 0 || negatives === 0) {
    throw new TrainError(
      `rocAuc: ${positives} positive and ${negatives} negative samples, ${scores.length} scores; give some of both, and a score for each.`,
    );
  }
  const values = Array.from(scores);
  const nan = values.findIndex(Number.isNaN);
  if (nan >= 0) throw new TrainError(`rocAuc: score ${nan} is NaN.`);
  return (
    (midranks(values).reduce((sum, value, i) => (isPositive[i] ? sum + value : sum), 0) -
      (positives * (positives - 1)) / 2) /
    (positives * negatives)
  );
}

/** Ranks from 0; equal values share the mean of theirs. */
function midranks(values: readonly number[]): number[] {
  const first = rank(values);
  const ties = new Map<number, number>();
  for (const place of first) ties.set(place, (ties.get(place) ?? 0) + 1);
  return Array.from(first, (place) => place + ((ties.get(place) as number) - 1) / 2);
}
