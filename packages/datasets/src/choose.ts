import { InvalidArgumentError } from './errors.ts';
import { permutation } from './permutation.ts';

/** The first `count` of `length` indices, or with a seed a random sample without replacement. */
export function sample(length: number, count: number, seed?: number): Int32Array {
  if (!Number.isInteger(count) || count < 1 || count > length) {
    throw new InvalidArgumentError(`take: count is ${count}; pass an integer from 1 to ${length}.`);
  }
  return seed === undefined
    ? Int32Array.from({ length: count }, (_, i) => i)
    : permutation(length, seed).subarray(0, count);
}

/**
 * Disjoint random parts that together hold every one of `length` indices: a fraction for the first of two, or a count for each.
 *
 * @throws InvalidArgumentError when a part would be empty, or the counts do not add up to `length`
 */
export function parts(length: number, sizes: number | readonly number[], seed: number): Int32Array[] {
  const first = typeof sizes === 'number' ? Math.round(sizes * length) : 0;
  const counts = typeof sizes === 'number' ? [first, length - first] : sizes;
  const whole = counts.every((count) => Number.isInteger(count) && count >= 1);
  if (!whole || counts.reduce((sum, count) => sum + count, 0) !== length) {
    throw new InvalidArgumentError(
      `split: ${JSON.stringify(sizes)} of ${length} examples; pass a fraction between 0 and 1, ` +
        `or counts that add up to ${length}, so that no part is empty.`,
    );
  }
  const order = permutation(length, seed);
  let start = 0;
  return counts.map((count) => {
    const part = order.subarray(start, start + count);
    start += count;
    return part;
  });
}
