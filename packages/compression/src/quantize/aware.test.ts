import { adam, fit, mse } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../encode/artifacts.ts';
import { compressed } from '../encode/compressed.ts';
import { readCompressed } from '../encode/read-compressed.ts';
import { InvalidOptionError } from '../errors.ts';
import { quantizationAware, simulateQuantization } from './aware.ts';
import { calibrate } from './calibrate.ts';
import { fakeQuantize, rangeSteps } from './fake-quantize.ts';

const VALUES = [-1.3, -0.5, 0, 0.244, 1.27, 2];

const network = (seed = 1) =>
  sequential({
    layers: [
      layers.dense({
        name: 'one',
        inputShape: [4],
        units: 6,
        activation: 'relu',
        kernelInitializer: initializers.randomNormal({ stddev: 0.7, seed }),
      }),
      layers.dense({
        name: 'two',
        units: 2,
        kernelInitializer: initializers.randomNormal({ stddev: 0.7, seed: seed + 1 }),
      }),
    ],
  });

/** 40 examples of a function that a linear layer computes. */
const source = {
  length: 40,
  *batches({ batchSize = 8 } = {}) {
    for (let at = 0; at < 40; at += batchSize) {
      const xs = tf.randomUniform([batchSize, 4], -1, 1, 'float32', at + 1);
      yield {
        xs,
        ys: tf.tidy(() => tf.matMul(xs as tf.Tensor2D, tf.tensor2d([1, 0, -1, 2, 0.5, 0.5, 0, 1], [4, 2]))),
      };
    }
  },
};

describe('fakeQuantize', () => {
  it('rounds, cuts off, and lets gradients through where it does not cut off', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const steps = { scale: 0.01, low: -127, high: 127 };
      const x = tf.tensor1d(VALUES);
      const expected = [-1.27, -0.5, 0, 0.24, 1.27, 1.27];
      for (const [i, value] of fakeQuantize(x, steps).dataSync().entries())
        expect(value).toBeCloseTo(expected[i]!, 6);
      const gradient = tf.grad((input) =>
        tf.sum(tf.mul(fakeQuantize(input, steps), tf.tensor1d([1, 2, 3, 4, 0, 6]))),
      )(x);
      expect([...gradient.dataSync()]).toEqual([0, 2, 3, 4, 0, 0]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has 0 among the steps of any range', () => {
    expect(rangeSteps(-1, 3, 2)).toEqual({ scale: 4 / 3, low: -1, high: 2 });
    expect(rangeSteps(1, 3, 8)).toEqual({ scale: 3 / 255, low: 0, high: 255 });
    expect(rangeSteps(0, 0, 8).scale).toBe(1);
  });

  it('refuses steps that are none', () => {
    tf.tidy(() => {
      const x = tf.tensor1d(VALUES);
      for (const steps of [
        { scale: 0, low: -1, high: 1 },
        { scale: 1, low: 1, high: 2 },
        { scale: 1, low: -0.5, high: 2 },
        { scale: Number.NaN, low: -1, high: 1 },
      ]) {
        expect(() => fakeQuantize(x, steps)).toThrow(InvalidOptionError);
      }
    });
  });
});

describe('simulateQuantization', () => {
  it.each([8, 4] as const)(
    'computes what the compressed file of %d bits computes, and leaves no trace',
    async (bits) => {
      const model = network();
      const before = tf.memory().numTensors;
      const x = tf.randomNormal([5, 4], 0, 1, 'float32', 3);
      const plain = tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
      const simulated = tf.tidy(() =>
        simulateQuantization(model, { bits }, () => model.predict(x) as tf.Tensor).dataSync(),
      );
      expect(tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync())).toEqual(plain);
      const read = readWeights(await readCompressed((await compressed(model, { bits })).bytes));
      const twin = network(9);
      tf.tidy(() => twin.setWeights(read.map(({ values, shape }) => tf.tensor(values, [...shape]))));
      const real = tf.tidy(() => (twin.predict(x) as tf.Tensor).dataSync());
      // Sums of at most six products below 20, rounded at another place.
      for (const [i, value] of simulated.entries()) expect(Math.abs(value - real[i]!)).toBeLessThan(1e-4);
      expect(Math.max(...simulated.map((value, i) => Math.abs(value - plain[i]!)))).toBeGreaterThan(1e-3);
      twin.dispose();
      x.dispose();
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    },
  );

  it('rounds the outputs of layers to their calibrated ranges', async () => {
    const before = tf.memory().numTensors;
    const model = network();
    const ranges = await calibrate(model, source, { samples: 40 });
    expect([...ranges.keys()]).toEqual(['one', 'two']);
    expect(ranges.get('one')!.min).toBe(0);
    const x = tf.randomUniform([8, 4], -1, 1, 'float32', 1);
    const largest = tf.tidy(() => {
      const hidden = tf.relu(tf.matMul(x as tf.Tensor2D, model.layers[0]!.weights[0]!.read() as tf.Tensor2D));
      return tf.max(hidden).dataSync()[0]!;
    });
    expect(ranges.get('one')!.max).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
    const output = tf.tidy(() =>
      simulateQuantization(
        model,
        { bits: 16, activations: ranges, activationBits: 3 },
        () => model.predict(x) as tf.Tensor,
      ).dataSync(),
    );
    expect(new Set(output.map(Math.fround)).size).toBeLessThanOrEqual(8);
    tf.dispose(x);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses bits and data that are none', async () => {
    const model = network();
    for (const options of [
      { bits: 1 },
      { bits: 17 },
      { activationBits: 2.5 },
      { per: 'row' as 'tensor' },
      { include: () => false },
    ]) {
      expect(() => simulateQuantization(model, options, () => 0)).toThrow(InvalidOptionError);
    }
    await expect(calibrate(model, { length: 0, *batches() {} })).rejects.toThrow(/no sample/);
    await expect(calibrate(model, source, { samples: 0 })).rejects.toThrow(InvalidOptionError);
    model.dispose();
  });
});

describe('quantizationAware', () => {
  it('makes the rounded model better than rounding afterwards does', async () => {
    const before = tf.memory().numTensors;
    const options = { bits: 2, per: 'tensor' } as const;
    const error = (model: ReturnType<typeof network>) =>
      tf.tidy(() => {
        const [{ xs, ys }] = [...source.batches({ batchSize: 40 })] as [{ xs: tf.Tensor; ys: tf.Tensor }];
        return mse(
          ys,
          simulateQuantization(model, options, () => model.predict(xs) as tf.Tensor),
        ).dataSync()[0]!;
      });
    const [plain, aware] = [network(), network()];
    const common = { optimizer: adam(0.02), epochs: 20, batchSize: 8, metrics: {} };
    await fit(plain, source, { ...common, loss: mse });
    await fit(aware, source, {
      ...common,
      objective: quantizationAware({ ...options, loss: mse }),
      loss: mse,
    });
    expect(error(aware)).toBeLessThan(0.9 * error(plain));
    plain.dispose();
    aware.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
