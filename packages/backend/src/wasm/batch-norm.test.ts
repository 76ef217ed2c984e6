import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { agree, random, relativeError, restoreBackend, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const cases = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(63, 64, 65, 200)),
  channels: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 33, 100)),
  scale: fc.boolean(),
  offset: fc.boolean(),
  specials: fc.boolean(),
  seed: fc.nat(1000),
});

const statistics = (channels: number, seed: number) => ({
  mean: random([channels], seed),
  variance: { values: random([channels], seed + 1).values.map((v) => Math.abs(v) + 0.1), shape: [channels] },
});

describe('batch normalization with given statistics', () => {
  it('equals what is computed by hand', () => {
    const y = tf.tidy(() => {
      const x = tf.tensor2d([1, 10, 3, 30], [2, 2]);
      return tf.batchNorm(x, [1, 20], [4, 25], [0.5, 0], [1, 10], 0).dataSync();
    });
    expect(Array.from(y)).toEqual([0.5, -20, 1.5, 20]);
  });

  it('refuses statistics of different ranks', () => {
    const x = tf.ones([2, 3]);
    expect(() => tf.batchNorm(x, [0, 0, 0], [[1, 1, 1]])).toThrow(/equal ranks/);
    x.dispose();
  });

  it('leaves nothing behind', () => {
    const [x, m] = [tf.ones([4, 3]), tf.ones([3])];
    const before = tf.memory().numTensors;
    tf.batchNorm(x, m, m, m, m).dispose();
    tf.grad((t) => tf.batchNorm(t, m, m, m, m))(x).dispose();
    tf.grad((t) => tf.batchNorm(x, m, m, m, t))(m).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, m]);
  });
});

describe.runIf(tested === 'wasm')('batch normalization with given statistics, on wasm', () => {
  it('equals the cpu backend for all shapes, with NaN and infinity', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, channels, scale, offset, specials, seed }) => {
        const plain = random([1, 1, rows, channels], seed);
        const inputs = {
          x: specials ? withSpecials(plain, seed) : plain,
          ...statistics(channels, seed),
          ...(scale ? { scale: random([channels], seed + 2) } : {}),
          ...(offset ? { offset: random([channels], seed + 3) } : {}),
        };
        await agree('FusedBatchNorm', inputs, { varianceEpsilon: 1e-3 });
      }),
      { numRuns: 150 },
    );
  });

  it('leaves statistics of the size of the image to the stock kernel', async () => {
    const shape = [1, 2, 3, 4];
    const variance = { values: random(shape, 3).values.map((v) => Math.abs(v) + 0.1), shape };
    await agree(
      'FusedBatchNorm',
      { x: random(shape, 1), mean: random(shape, 2), variance },
      { varianceEpsilon: 1e-3 },
    );
  });

  it('all five gradients equal those of the cpu backend', async () => {
    const gradients = async (backend: 'cpu' | 'wasm', { rows, channels, seed }: Record<string, number>) => {
      await loadBackend({ prefer: backend, strict: true });
      return tf.tidy(() => {
        const { mean, variance } = statistics(channels as number, seed as number);
        const vectors = [mean, variance, random(mean.shape, 5), random(mean.shape, 6)];
        const shape = [1, rows, 1, channels] as [number, number, number, number];
        const inputs = [random(shape, seed as number), ...vectors].map((v) => tf.tensor(v.values, v.shape));
        const dy = tf.tensor(random(shape, 7).values, shape);
        const f = (x: tf.Tensor, m: tf.Tensor, v: tf.Tensor, o: tf.Tensor, s: tf.Tensor) =>
          tf.batchNorm(x, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D);
        return tf
          .grads(f as unknown as (...args: tf.Tensor[]) => tf.Tensor)(inputs, dy)
          .map((g) => ({ values: g.dataSync() as Float32Array, shape: g.shape }));
      });
    };
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const sizes = { rows: c.rows, channels: c.channels, seed: c.seed };
        const expected = await gradients('cpu', sizes);
        const actual = await gradients('wasm', sizes);
        for (const [i, { values, shape }] of expected.entries()) {
          expect(actual[i]?.shape).toEqual(shape);
          // Sums over at most 200 rows of products below 10, which may cancel: an absolute bound.
          const error = relativeError(actual[i]?.values as Float32Array, values);
          const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
          expect(error * largest).toBeLessThan(2e-4);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('computes no gradient of a parameter in an attack', async () => {
    const [x, m] = [tf.ones([512, 16]), tf.ones([16])];
    const { kernelNames } = await tf.profile(() => tf.grad((t) => tf.batchNorm(t, m, m, m, m))(x));
    expect(kernelNames).toContain('FusedBatchNorm');
    expect(kernelNames).not.toContain('GradlabBatchNormProducts');
    expect(kernelNames).not.toContain('Sum');
    tf.dispose([x, m]);
  });
});
