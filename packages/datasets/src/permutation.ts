import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import { InvalidArgumentError } from './errors.ts';

/** @throws InvalidArgumentError when `seed` is no integer in [0, 2^32) */
export function validSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new InvalidArgumentError(`seed is ${seed}; pass an integer from 0 to 4294967295.`);
}

/**
 * A uniformly random order of `0 .. n-1`: the Fisher-Yates shuffle (Durstenfeld, CACM 1964) with an unbiased draw.
 * The same `n` and `seed` give the same order on every machine.
 *
 * @param n number of items, an integer >= 0
 * @param seed integer in [0, 2^32)
 * @throws InvalidArgumentError when `n` or `seed` is out of range
 */
export function permutation(n: number, seed: number): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n > 0x7fffffff) {
    throw new InvalidArgumentError(`permutation: n is ${n}; pass an integer from 0 to 2147483647.`);
  }
  // Not xoroshiro128+: its first draw is a linear function of the seed, so epochs seeded 0, 1, 2 would be related.
  const random = mersenne(validSeed(seed));
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}
