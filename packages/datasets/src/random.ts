import { randomNormal, randomUniform } from 'd3-random';
import { mersenne } from 'pure-rand/generator/mersenne';
import { InvalidArgumentError } from './errors.ts';
import { validSeed } from './permutation.ts';

function source(seed: number): () => number {
  const generator = mersenne(validSeed(seed));
  return () => (generator.next() >>> 0) / 0x1_0000_0000;
}

/** Draws uniformly from [min, max). */
export const uniformFrom = (seed: number, min: number, max: number): (() => number) =>
  randomUniform.source(source(seed))(min, max);

/** Draws from the normal distribution with mean 0 and this standard deviation. */
export const normalFrom = (seed: number, deviation: number): (() => number) =>
  randomNormal.source(source(seed))(0, deviation);

/** @throws InvalidArgumentError when `noise` is no finite number of at least 0 */
export function validNoise(noise: number, by: string): number {
  if (Number.isFinite(noise) && noise >= 0) return noise;
  throw new InvalidArgumentError(
    `${by}: noise is ${noise}; pass a standard deviation: a finite number of at least 0.`,
  );
}

/** @throws InvalidArgumentError when `count` is no integer of at least `least` */
export function validCount(count: number, what: string, by: string, least = 1): number {
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new InvalidArgumentError(`${by}: ${what} is ${count}; pass an integer of at least ${least}.`);
}

/** @throws InvalidArgumentError when there is no number, or one is not finite */
export function validNumbers(numbers: readonly number[], what: string, by: string): readonly number[] {
  if (numbers.length > 0 && numbers.every(Number.isFinite)) return numbers;
  throw new InvalidArgumentError(`${by}: ${what} is [${numbers}]; pass at least one number, all finite.`);
}
