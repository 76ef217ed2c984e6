import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from './test-support.ts';

const cases = fc
  .record({
    mean: fc.boolean(),
    shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
    bits: fc.nat(31),
    keepDims: fc.boolean(),
    seed: fc.nat(1000),
  })
  .map((c) => ({ ...c, axes: c.shape.map((_, axis) => axis).filter((axis) => (c.bits >> axis) & 1) }));

describe('gradient of sum and mean', () => {
  it('repeats the signal along any axes', () => {
    fc.assert(
      fc.property(cases, ({ mean, shape, axes, keepDims, seed }) => {
        const reduce = mean ? tf.mean : tf.sum;
        const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
        const outShape = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis));
        const signal = random(outShape, seed).values;
        const count = mean ? axes.reduce((product, axis) => product * (shape[axis] as number), 1) : 1;
        const [actual, expected] = tf.tidy(() => {
          const dy = tf.tensor(signal, outShape);
          const dx = tf.grad((x) => reduce(x, axes, keepDims))(tf.zeros(shape), dy);
          const repeats = shape.map((size, axis) => (axes.includes(axis) ? size : 1));
          return [dx.arraySync(), tf.tile(tf.reshape(tf.div(dy, count), kept), repeats).arraySync()];
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('of no numbers has none', () => {
    const shape = tf.tidy(() => tf.grad((x) => tf.mean(x, 0))(tf.zeros([0, 3])).shape);
    expect(shape).toEqual([0, 3]);
  });

  it('can be differentiated again', () => {
    // f = mean of x^3 over rows, summed: df/dx = 3 x^2 / 2, and the gradient of the sum of its squares is 9 x^3.
    const x = tf.tensor2d([1, 2, -1, 3], [2, 2]);
    const second = tf.tidy(() => {
      const cubes = (t: tf.Tensor) => tf.sum(tf.mean(tf.mul(t, tf.mul(t, t)), 0));
      return tf
        .grad((t) => tf.sum(tf.square(tf.grad(cubes)(t))))(x)
        .dataSync();
    });
    expect(Array.from(second)).toEqual([9, 72, -9, 243]);
    x.dispose();
  });

  it('leaks no tensor', () => {
    const x = tf.ones([4, 5, 6]);
    const before = tf.memory().numTensors;
    tf.grad((t) => tf.sum(tf.mean(t, [1, 2])))(x).dispose();
    tf.grad((t) => tf.sum(t, [0, 2]))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
