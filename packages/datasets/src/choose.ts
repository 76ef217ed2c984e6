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

/** Two disjoint random parts that together hold every one of `length` indices. */
export function parts(
  length: number,
  sizes: number | readonly [number, number],
  seed: number,
): [Int32Array, Int32Array] {
  const first = typeof sizes === 'number' ? Math.round(sizes * length) : sizes[0];
  const second = typeof sizes === 'number' ? length - first : sizes[1];
  const whole = Number.isInteger(first) && Number.isInteger(second) && first + second === length;
  if (!whole || first < 1 || second < 1) {
    throw new InvalidArgumentError(
      `split: ${JSON.stringify(sizes)} of ${length} examples; pass a fraction between 0 and 1, ` +
        `or two counts that add up to ${length}, so that neither part is empty.`,
    );
  }
  const order = permutation(length, seed);
  return [order.subarray(0, first), order.subarray(first)];
}
