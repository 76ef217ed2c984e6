import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRAINING_KERNEL } from './batch-norm-training.ts';
import { random, tested } from './test-support.ts';

const EPSILON = 1e-3;
type Parameters = [x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor];

/** A sum of all three results, each number with a weight of its own. */
const weigh = (results: tf.Tensor[], seed: number) =>
  tf.addN(
    results.map((result, i) =>
      tf.sum(tf.mul(result, tf.tensor(random(result.shape, seed + i).values, result.shape))),
    ),
  );

const fused =
  (seed: number) =>
  (...[x, scale, offset]: Parameters) => {
    const results = tf.engine().runKernel(TRAINING_KERNEL, { x, scale, offset }, { epsilon: EPSILON });
    return weigh(results as unknown as tf.Tensor[], seed);
  };

/** The same of operations whose gradients are TensorFlow.js' own. */
const composed =
  (seed: number) =>
  (...[x, scale, offset]: Parameters) => {
    const { mean, variance } = tf.moments(x, 0);
    const xHat = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON)));
    return weigh([tf.add(tf.mul(xHat, scale), offset), mean, variance], seed);
  };

const parameters = (rows: number, channels: number, seed: number): Parameters => {
  const shapes = [[rows, channels], [channels], [channels]];
  return shapes.map((shape, i) => tf.tensor(random(shape, seed + 10 + i).values, shape)) as Parameters;
};

const gradients = (f: (...p: Parameters) => tf.Tensor, at: Parameters) =>
  tf.grads(f as unknown as (...args: tf.Tensor[]) => tf.Tensor)(at);

const cases = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(63, 64, 65, 129, 400)),
  channels: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 33, 100)),
  seed: fc.nat(1000),
});

describe.runIf(tested === 'wasm')('gradient of batch normalization in training', () => {
  it('equals that of the composition, through y, mean and variance', () => {
    fc.assert(
      fc.property(cases, ({ rows, channels, seed }) => {
        tf.tidy(() => {
          const at = parameters(rows, channels, seed);
          const expected = gradients(composed(seed), at);
          const actual = gradients(fused(seed), at);
          for (const [i, gradient] of expected.entries()) {
            const values = gradient.dataSync();
            const found = actual[i]?.dataSync() as Float32Array;
            // Few rows may lie so close together that 1 / deviation is 30 and the terms of dx cancel.
            const tolerance = 1e-5 * (1 + Math.max(...values.map(Math.abs)) + (rows < 10 ? 30 : 0));
            const wrong = values.findIndex(
              (value, j) => !(Math.abs((found[j] as number) - value) < tolerance),
            );
            expect(wrong).toBe(-1);
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it('equals the difference quotient', () => {
    const shapes = [[5, 3], [3], [3]];
    const start = shapes.map((shape, i) => random(shape, i).values);
    const tensors = (moved = -1, at = 0, by = 0) =>
      start.map((values, i) => {
        const copy = values.slice();
        if (i === moved) copy[at] = (copy[at] as number) + by;
        return tf.tensor(copy, shapes[i]);
      }) as Parameters;
    const loss = (moved: number, at: number, by: number) =>
      tf.tidy(() => fused(3)(...tensors(moved, at, by)).dataSync()[0] as number);
    const actual = tf.tidy(() => gradients(fused(3), tensors()).map((gradient) => gradient.dataSync()));
    for (const [i, values] of start.entries()) {
      values.forEach((_, at) => {
        const quotient = (loss(i, at, 5e-3) - loss(i, at, -5e-3)) / 1e-2;
        expect(Math.abs((actual[i]?.[at] as number) - quotient)).toBeLessThan(2e-3);
      });
    }
  });

  it('of no rows is empty, and zero for the parameters', () => {
    tf.tidy(() => {
      const at = [tf.zeros([0, 3]), tf.ones([3]), tf.zeros([3])] as Parameters;
      const y = (...[x, scale, offset]: Parameters) => {
        const results = tf.engine().runKernel(TRAINING_KERNEL, { x, scale, offset }, { epsilon: EPSILON });
        return tf.sum((results as unknown as [tf.Tensor])[0]);
      };
      const [dx, dScale, dOffset] = gradients(y, at) as [tf.Tensor, tf.Tensor, tf.Tensor];
      expect(dx.shape).toEqual([0, 3]);
      expect([...dScale.dataSync(), ...dOffset.dataSync()]).toEqual(Array(6).fill(0));
    });
  });

  it('leaks no tensor', () => {
    const at = parameters(6, 4, 1);
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((x) => tf.tidy(() => fused(1)(x, at[1], at[2])))(at[0]));
    tf.dispose(
      tf.grads((x, s) => tf.tidy(() => fused(1)(x as tf.Tensor, s as tf.Tensor, at[2])))([at[0], at[1]]),
    );
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(at);
  });
});
