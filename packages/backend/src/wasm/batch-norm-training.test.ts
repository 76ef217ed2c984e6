import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRAINING_KERNEL } from './batch-norm-training.ts';
import { registerWasmTraining } from './register.ts';
import { random, tested, type Values, withSpecials } from './test-support.ts';

const EPSILON = 1e-3;

/** y, mean and variance of one call on [rows, channels]. */
function normalize(x: Values, scale: Float32Array, offset?: Float32Array) {
  return tf.tidy(() => {
    const inputs = {
      x: tf.tensor(x.values, x.shape),
      scale: tf.tensor1d(scale),
      ...(offset ? { offset: tf.tensor1d(offset) } : {}),
    };
    const results = tf.engine().runKernel(TRAINING_KERNEL, inputs, { epsilon: EPSILON });
    const [y, mean, variance] = results as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { y: y.dataSync(), mean: mean.dataSync(), variance: variance.dataSync(), shape: y.shape };
  });
}

/** The same in double precision, by the definition. */
function exactly({ values, shape }: Values) {
  const channels = shape.at(-1) as number;
  const rows = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  const add = (to: Float64Array, i: number, value: number) => {
    to[i % channels] = (to[i % channels] as number) + value / rows;
  };
  values.forEach((value, i) => {
    add(mean, i, value);
  });
  values.forEach((value, i) => {
    add(variance, i, (value - (mean[i % channels] as number)) ** 2);
  });
  const at = (of: ArrayLike<number>, i: number) => of[i % channels] as number;
  const xHat = Float64Array.from(values, (v, i) => (v - at(mean, i)) / Math.sqrt(at(variance, i) + EPSILON));
  return { mean, variance, xHat, rows, channels, at };
}

/** Within a tolerance, which is absolute for numbers below 1 and relative for others. */
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) => {
  expect(actual.length).toBe(expected.length);
  const errors = Array.from(
    expected,
    (value, i) => Math.abs((actual[i] as number) - value) / (1 + Math.abs(value)),
  );
  expect(errors.findIndex((error) => !(error <= tolerance))).toBe(-1);
};

/** To the last bit of the mean, and a millionth of the standard deviation: one block's rounding. */
const closeMeans = (actual: ArrayLike<number>, { mean, variance }: ReturnType<typeof exactly>) => {
  mean.forEach((value, c) => {
    const bound = 2 ** -24 * Math.abs(value) + 1e-6 * Math.sqrt(variance[c] as number);
    expect(Math.abs((actual[c] as number) - value)).toBeLessThanOrEqual(bound);
  });
};

const ones = (size: number) => new Float32Array(size).fill(1);

/** `rows` numbers per channel around `around`, with standard deviation 0.58. */
const around = (rows: number, channels: number, centre: number, seed = 1): Values => {
  const { values, shape } = random([rows, channels], seed);
  return { values: values.map((value) => centre + value), shape };
};

const cases = fc.record({
  rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(63, 64, 65, 129, 400)),
  channels: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(32, 33, 100)),
  centre: fc.constantFrom(0, 1, -30, 1000),
  seed: fc.nat(1000),
});

describe.runIf(tested === 'wasm')('batch normalization in training', () => {
  it('equals the definition in double precision for all shapes', () => {
    fc.assert(
      fc.property(cases, ({ rows, channels, centre, seed }) => {
        const x = around(rows, channels, centre, seed);
        const [scale, offset] = [random([channels], seed + 1).values, random([channels], seed + 2).values];
        const exact = exactly(x);
        const actual = normalize(x, scale, offset);
        closeMeans(actual.mean, exact);
        close(actual.variance, exact.variance, 1e-6);
        const y = exact.xHat.map((v, i) => v * exact.at(scale, i) + exact.at(offset, i));
        close(actual.y, y, 3e-6);
      }),
      { numRuns: 200 },
    );
  });

  it('has better moments than stock TensorFlow.js, the more so the farther from 0 they are', async () => {
    const samples = [0, 1000, 100_000].map((centre) => around(20_000, 16, centre));
    const variances = (of: (x: Values) => ArrayLike<number>) =>
      samples.map((x) => {
        const found = of(x);
        return Math.max(...Array.from(exactly(x).variance, (v, c) => Math.abs(v - (found[c] as number)) / v));
      });
    const ours = variances((x) => normalize(x, ones(16)).variance);
    for (const error of ours) expect(error).toBeLessThan(1.2e-7);

    (await registerWasmTraining()).undo();
    const stock = variances((x) =>
      tf.tidy(() => tf.moments(tf.tensor(x.values, x.shape), 0).variance.dataSync()),
    );
    await registerWasmTraining();
    for (const [i, error] of stock.entries()) expect(error).toBeGreaterThan(10 * (ours[i] as number));
  });

  it('is not misled by a first number that lies far away', () => {
    const x = around(6400, 16, 0);
    x.values.fill(1e5, 0, 16);
    const exact = exactly(x);
    const { mean, variance } = normalize(x, ones(16));
    closeMeans(mean, exact);
    // It is one of the four around which the first block is summed.
    close(variance, exact.variance, 3e-6);
  });

  it('of one row, and of equal rows, is the offset', () => {
    const [row, offset] = [random([37], 1).values, random([37], 2).values];
    for (const rows of [1, 3, 70]) {
      const values = Float32Array.from({ length: rows * 37 }, (_, i) => row[i % 37] as number);
      const { y, mean, variance } = normalize({ values, shape: [rows, 37] }, ones(37), offset);
      expect(mean).toEqual(row);
      expect(variance).toEqual(new Float32Array(37));
      expect(y).toEqual(values.map((_, i) => offset[i % 37] as number));
    }
  });

  it('of no rows has moments 0, as the cpu backend has', () => {
    const { y, mean, variance, shape } = normalize({ values: new Float32Array(0), shape: [0, 5] }, ones(5));
    expect(shape).toEqual([0, 5]);
    expect(y).toHaveLength(0);
    expect([...mean, ...variance]).toEqual(Array(10).fill(0));
  });

  it('spoils the channels that hold NaN or infinity, and no other', () => {
    const bad = { ...random([70, 33], 3) };
    const values = bad.values.slice();
    values[3] = Number.NaN;
    values[33 * 5 + 7] = Number.POSITIVE_INFINITY;
    values[33 * 69 + 8] = Number.NEGATIVE_INFINITY;
    const { y, mean, variance } = normalize({ values, shape: [70, 33] }, ones(33));
    const clean = normalize({ values: bad.values, shape: [70, 33] }, ones(33));
    expect([mean[3], mean[7], mean[8]]).toEqual([Number.NaN, Infinity, -Infinity]);
    for (let c = 0; c < 33; c++) {
      const spoilt = [3, 7, 8].includes(c);
      expect(variance[c]).toBe(spoilt ? Number.NaN : clean.variance[c]);
      for (let r = 0; r < 70; r++) expect(y[r * 33 + c]).toBe(spoilt ? Number.NaN : clean.y[r * 33 + c]);
    }
  });

  it('has infinite means where the cpu backend has them', () => {
    const x = withSpecials(random([130, 17], 4), 5);
    const expected = Float32Array.from({ length: 17 }, (_, c) => {
      const column = x.values.filter((_, i) => i % 17 === c);
      return column.reduce((sum, value) => sum + value, 0) / 130;
    });
    const { mean } = normalize(x, ones(17));
    expect(Array.from(mean, Number.isFinite)).toEqual(Array.from(expected, Number.isFinite));
    expected.forEach((value, c) => {
      if (!Number.isFinite(value)) expect(mean[c]).toBe(value);
    });
  });
});
