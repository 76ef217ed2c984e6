import * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';

/** Smallest and largest legal input value; `-Infinity` and `Infinity` leave a side open. */
export type Bounds = readonly [min: number, max: number];

/** Inputs may leave the bounds by this much, relative to the larger bound: float32 rounding, not a wrong scale. */
export const BOUNDS_TOLERANCE = 1e-6;

/** Largest float32; backends disagree on clipping to Infinity. */
const FLOAT32_MAX = 3.4028234663852886e38;

/** @throws InvalidOptionError when the bounds are not two numbers with `min < max`. */
export function checkBounds(bounds: Bounds): Bounds {
  const [min, max] = bounds;
  if (bounds.length !== 2 || !(min < max)) {
    throw new InvalidOptionError(`bounds must be [min, max] with min < max, got [${bounds.join(', ')}]`);
  }
  return [min, max];
}

/** `x` moved into the bounds, element by element. */
export function clipToBounds<T extends tf.Tensor>(x: T, [min, max]: Bounds): T {
  return tf.clipByValue(x, Math.max(min, -FLOAT32_MAX), Math.min(max, FLOAT32_MAX));
}

/** How far outside the bounds an input value may lie before it is an error. */
export function boundsSlack([min, max]: Bounds): number {
  const largest = Math.max(...[min, max].filter(Number.isFinite).map(Math.abs), 0);
  return BOUNDS_TOLERANCE * Math.max(largest, 1);
}
