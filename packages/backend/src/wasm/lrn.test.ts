import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agree, random, restoreBackend, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const settings = fc.record({
  depthRadius: fc.nat(6),
  bias: fc.constantFrom(0.5, 1, 2),
  alpha: fc.constantFrom(0.1, 1, 2),
  beta: fc.constantFrom(0.5, 0.75, 1, 0.6),
});

describe('local response normalization', () => {
  it('divides by what the channels around are worth', () => {
    const y = tf.tidy(() =>
      Array.from(
        tf.localResponseNormalization(tf.tensor3d([1, 20, 300, 4], [1, 1, 4]), 1, 1, 1, 0.5).dataSync(),
      ),
    );
    const squares = [1 + 400, 1 + 400 + 90_000, 400 + 90_000 + 16, 90_000 + 16];
    [1, 20, 300, 4].forEach((x, i) => {
      expect(y[i]).toBeCloseTo(x / Math.sqrt(1 + (squares[i] as number)), 6);
    });
  });

  it('has the gradient that the difference quotient says', () => {
    const { values, shape } = random([1, 2, 1, 6], 3);
    const weights = random(shape, 4).values;
    const y = (x: tf.Tensor) => tf.localResponseNormalization(x as tf.Tensor4D, 2, 1, 1, 0.75);
    const loss = (at: Float32Array) =>
      tf.tidy(
        () => tf.sum(tf.mul(y(tf.tensor(at, shape)), tf.tensor(weights, shape))).dataSync()[0] as number,
      );
    const dx = tf.tidy(() => tf.grad(y)(tf.tensor(values, shape), tf.tensor(weights, shape)).dataSync());
    values.forEach((_, i) => {
      const moved = (by: number) => loss(values.map((v, k) => (k === i ? v + by : v)));
      expect(dx[i]).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 3);
    });
  });

  it('leaks no tensor', () => {
    const x = tf.ones([1, 2, 2, 5]);
    const before = tf.memory().numTensors;
    tf.grad((t: tf.Tensor) => tf.localResponseNormalization(t as tf.Tensor4D))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.runIf(tested === 'wasm')('local response normalization on wasm', () => {
  it('agrees with the cpu backend for all windows and numbers of channels', async () => {
    const channels = fc.integer({ min: 1, max: 14 });
    await fc.assert(
      fc.asyncProperty(channels, settings, fc.boolean(), fc.nat(1000), async (c, attrs, specials, seed) => {
        const plain = random([2, 2, 1, c], seed);
        const x = specials ? withSpecials(plain, seed) : plain;
        const [y, dy] = [random(x.shape, seed + 1), random(x.shape, seed + 2)];
        await agree('LRN', { x }, attrs);
        await agree('LRNGrad', { x: plain, y, dy }, attrs);
      }),
      { numRuns: 60 },
    );
  });

  it('takes an empty batch', () => {
    const y = tf.localResponseNormalization(tf.zeros([0, 2, 2, 3]) as tf.Tensor4D);
    expect(y.shape).toEqual([0, 2, 2, 3]);
    y.dispose();
  });

  it('refuses a radius that is no whole number', () => {
    const x = tf.ones([1, 2, 2, 3]) as tf.Tensor4D;
    expect(() => tf.localResponseNormalization(x, 1.5)).toThrow(/depthRadius/);
    x.dispose();
  });
});
