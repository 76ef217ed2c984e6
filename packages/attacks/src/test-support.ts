import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Every pair within `tolerance`, and the same length. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    expect(difference, `[${i}]: ${actual[i]} instead of ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  }
}

/** What `f` makes is disposed; nothing else may stay behind. */
export async function expectNoLeak(f: () => Promise<tf.TensorContainer> | tf.TensorContainer): Promise<void> {
  const before = tf.memory().numTensors;
  tf.dispose((await f()) ?? []);
  expect(tf.memory().numTensors - before).toBe(0);
}

/** Reproducible values in `[min, max)`. */
export function uniform(shape: number[], seed: number, min = 0, max = 1): tf.Tensor {
  return tf.randomUniform(shape, min, max, 'float32', seed);
}

export function labelsOf(...labels: number[]): tf.Tensor1D {
  return tf.tensor1d(labels, 'int32');
}

/** Logits `(0, w . x + b)`: two classes, one margin. */
export function logistic(w: readonly number[], b: number): (xs: tf.Tensor) => tf.Tensor {
  return (xs) => {
    const margin = tf.add(tf.matMul(tf.reshape(xs, [-1, w.length]), tf.tensor2d([...w], [w.length, 1])), b);
    return tf.concat([tf.zerosLike(margin), margin], 1);
  };
}

/** A smooth net on inputs of any rank: flatten, tanh layer of 8, linear layer of `classes`. */
export function smoothNet(size: number, classes: number, seed: number): (xs: tf.Tensor) => tf.Tensor {
  const first = tf.keep(uniform([size, 8], seed, -1, 1)) as tf.Tensor2D;
  const second = tf.keep(uniform([8, classes], seed + 1, -1, 1)) as tf.Tensor2D;
  return (xs) => tf.matMul(tf.tanh(tf.matMul(tf.reshape(xs, [-1, size]), first)), second);
}
