import type { Dataset } from '../dataset.ts';
import { type Flat, flat, range } from './flat.ts';

/** What the laws are tested on. */
export interface Subject {
  readonly whole: Dataset;
  /** The first examples: so many that comparing them often stays fast. */
  readonly data: Dataset;
  /** The examples of `data`. */
  readonly rows: readonly Flat[];
}

export const RUNS = { numRuns: 30 };

/** All examples as numbers. */
export const examplesOf = (data: Dataset): Flat[] => range(data.length).map((i) => flat(data.get(i)));

/** The examples at these indices. */
export const at = (rows: readonly Flat[], indices: ArrayLike<number>): Flat[] =>
  Array.from(indices, (i) => rows[i] as Flat);

export function subjectOf(whole: Dataset): Subject {
  const size = whole.shape.reduce((product, side) => product * side, 1);
  const data = whole.take(Math.min(whole.length, Math.max(6, Math.min(40, Math.floor(8000 / size)))));
  return { whole, data, rows: examplesOf(data) };
}
