import { PlotError } from './plot-error.ts';

/** A row of numbers that goes on growing, as at most `limit` points. */
export interface Trace {
  push(value: number): void;
  /** How many numbers were pushed. */
  readonly length: number;
  /** The points: each is the mean of neighbours, and stands in their middle. NaN where none of them is finite. */
  points(): { readonly x: readonly number[]; readonly y: readonly number[] };
}

interface Bucket {
  count: number;
  finite: number;
  mean: number;
}

const EMPTY: Readonly<Bucket> = { count: 0, finite: 0, mean: Number.NaN };

/**
 * A row of numbers for curves that are drawn while they grow: memory and time of drawing stay bounded. Whenever there are more than
 * `limit` points, neighbours are joined, so that all points but the last stand for equally many numbers.
 * @param limit an integer of at least 2
 * @throws PlotError where the limit is none
 */
export function trace(limit: number): Trace {
  if (!Number.isInteger(limit) || limit < 2) {
    throw new PlotError(`trace: the limit is ${limit}; give an integer of at least 2.`);
  }
  let size = 1;
  let length = 0;
  let buckets: Bucket[] = [];
  const add = (value: number) => {
    const last = buckets.at(-1);
    const bucket = last !== undefined && last.count < size ? last : { ...EMPTY };
    if (bucket !== last) buckets.push(bucket);
    Object.assign(bucket, joined(bucket, { count: 1, finite: Number.isFinite(value) ? 1 : 0, mean: value }));
  };
  const halve = () => {
    buckets = buckets
      .filter((_, index) => index % 2 === 0)
      .map((bucket, index) => joined(bucket, buckets[2 * index + 1] ?? EMPTY));
    size *= 2;
  };
  return {
    push: (value) => {
      add(value);
      length++;
      if (buckets.length > limit) halve();
    },
    get length() {
      return length;
    },
    points: () => ({
      x: buckets.map(({ count }, index) => index * size + (count - 1) / 2),
      y: buckets.map(({ mean }) => mean),
    }),
  };
}

/** The mean of means grows by differences: a sum would overflow sooner. */
function joined(a: Bucket, b: Bucket): Bucket {
  const finite = a.finite + b.finite;
  const count = a.count + b.count;
  if (b.finite === 0) return { count, finite, mean: a.finite === 0 ? Number.NaN : a.mean };
  if (a.finite === 0) return { count, finite, mean: b.mean };
  const share = b.finite / finite;
  return { count, finite, mean: a.mean * (1 - share) + b.mean * share };
}
