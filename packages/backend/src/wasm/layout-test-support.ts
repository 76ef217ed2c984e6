import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';

/** Numbers that tell where they come from, in an array as deep as the shape. */
export type Nested = number | readonly Nested[];

export const shapes = (most = 4) =>
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: most });
export const counted = (shape: number[]) => tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
export const nested = (t: tf.Tensor) => t.arraySync() as Nested;
export const axisOf = (shape: number[], seed: number) => seed % shape.length;

/** The elements of a nested array at an axis, through everything above it. */
export function through(
  of: Nested,
  axis: number,
  change: (elements: readonly Nested[]) => readonly Nested[],
): Nested {
  const elements = of as readonly Nested[];
  return axis === 0 ? change(elements) : elements.map((element) => through(element, axis - 1, change));
}

/** Checks what `f` makes of counted numbers of a shape against plain arrays, and that nothing else is left. */
export function check(shape: number[], f: (x: tf.Tensor) => tf.Tensor, expected: (x: Nested) => Nested) {
  for (const dtype of ['float32', 'int32'] as const) {
    const x = tf.tidy(() => tf.cast(counted(shape), dtype));
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
    const y = f(x);
    expect(y.dtype).toBe(dtype);
    expect(nested(y)).toEqual(expected(nested(x)));
    y.dispose();
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual(before);
    x.dispose();
  }
}

export const property = (f: (shape: number[], seed: number) => void, most = 4) =>
  fc.assert(
    fc.property(shapes(most), fc.nat(10_000), (shape, seed) => f(shape, seed)),
    { numRuns: 60 },
  );
