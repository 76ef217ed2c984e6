import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidOptionError, ZeroGradientError } from '../errors.ts';
import type { Batch } from '../evaluate/batches.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { universalPerturbation } from './universal-perturbation.ts';

const FREE = { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const;
const WEIGHTS = [2, -1, 0.5, 0.25];

/** A data set that makes its batches anew, and keeps count of them. */
function dataSet(xs: tf.Tensor, passes = { count: 0 }) {
  const length = xs.shape[0] ?? 0;
  return {
    length,
    passes,
    *batches({ batchSize }: { readonly batchSize: number }): Iterable<Batch> {
      passes.count++;
      for (let from = 0; from < length; from += batchSize) {
        const size = Math.min(batchSize, length - from);
        yield { xs: tf.slice(xs, from, size), ys: tf.zeros([size], 'int32') };
      }
    },
  };
}

/** Samples whose margins in the linear model are 0.05, 0.1, ..., 1, all of class 1, then -0.05 and -0.1 of class 0. */
function samplesWithMargins() {
  const margins = [...Array.from({ length: 20 }, (_, i) => 0.05 * (i + 1)), -0.05, -0.1];
  const norm = WEIGHTS.reduce((sum, w) => sum + w * w, 0);
  return tf.tensor2d(margins.map((margin) => WEIGHTS.map((w) => (margin * w) / norm)));
}

describe('universalPerturbation', () => {
  const model = classifier(logistic(WEIGHTS, 0), FREE);

  it.each([
    // The best change of the margin is eps times the dual norm of the weights.
    ['linf', linf, 0.11, 3.75],
    ['l2', l2, 0.2, Math.sqrt(5.3125)],
    ['l1', l1, 0.21, 2],
  ] as const)(
    'finds the optimum of a linear model in %s, and counts whom it fools',
    async (norm, threat, eps, dual) => {
      const xs = samplesWithMargins();
      const options = { eps, threat, epochs: 3, batchSize: 22 };
      const { delta, foolingRate, count } = await universalPerturbation(model, dataSet(xs), options);
      expect(delta.shape).toEqual([1, 4]);
      const margin = tf.sum(tf.mul(delta, tf.tensor2d([WEIGHTS]))).dataSync()[0] ?? 0;
      expect(margin).toBeCloseTo(-eps * dual, 5);
      expect(threat(0).distance(delta).dataSync()[0]).toBeLessThanOrEqual(eps + 1e-6);
      expect(norm).toBe(threat(0).norm);
      // All of class 1 with a margin below eps * dual change sides; those of class 0 stay.
      expect(count).toBe(22);
      expect(foolingRate * 22).toBeCloseTo(Math.floor((eps * dual) / 0.05), 6);
    },
  );

  it('goes to a target', async () => {
    const xs = samplesWithMargins();
    const options = { eps: 0.11, epochs: 2, batchSize: 22 };
    const up = await universalPerturbation(model, dataSet(xs), { ...options, target: 1 });
    expect(up.foolingRate).toBe(1);
    const down = await universalPerturbation(model, dataSet(xs), { ...options, target: 0 });
    // Eight of class 1 have a margin below 0.11 * 3.75, and two are there already.
    expect(down.foolingRate * 22).toBeCloseTo(10, 6);
    expectClose(down.delta.dataSync(), [-0.11, 0.11, -0.11, -0.11]);
  });

  it('fools more of a curved net than the same distance in random directions', async () => {
    const net = smoothNet(12, 4, 91);
    const xs = uniform([60, 2, 3, 2], 93, 0.2, 0.8);
    const { delta, foolingRate } = await universalPerturbation(net, dataSet(xs), {
      eps: 0.2,
      epochs: 5,
      batchSize: 20,
    });
    const classes = (x: tf.Tensor) => tf.argMax(net(tf.clipByValue(x, 0, 1)), 1).dataSync();
    const clean = classes(xs);
    const rate = (by: tf.Tensor) => classes(tf.add(xs, by)).filter((c, i) => c !== clean[i]).length / 60;
    expect(foolingRate).toBeCloseTo(rate(delta), 6);
    const byChance = Array.from({ length: 10 }, (_, seed) => {
      const signs = tf.sign(uniform([1, 2, 3, 2], seed + 1, -1, 1));
      return rate(tf.mul(signs, 0.2));
    });
    expect(foolingRate).toBeGreaterThan(Math.max(...byChance));
  });

  it('reads a mere stream once, with the same result as a data set', async () => {
    const net = smoothNet(6, 3, 71);
    const xs = uniform([8, 6], 73);
    const options = { epochs: 2, batchSize: 4 };
    const before = tf.memory().numTensors;
    const passes = { count: 0 };
    const fromSet = await universalPerturbation(net, dataSet(xs, passes), options);
    expect(passes.count).toBe(3);
    const stream = dataSet(xs).batches({ batchSize: 4 });
    const fromStream = await universalPerturbation(net, stream, options);
    expect(Array.from(fromStream.delta.dataSync())).toEqual(Array.from(fromSet.delta.dataSync()));
    expect(fromStream.foolingRate).toBe(fromSet.foolingRate);
    tf.dispose([fromSet.delta, fromStream.delta]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves masked values alone', async () => {
    const mask = tf.tensor1d([1, 0, 1, 0]);
    const options = { eps: 0.1, threat: masked(linf, mask), epochs: 1 };
    const { delta } = await universalPerturbation(model, dataSet(samplesWithMargins()), options);
    expectClose(delta.dataSync(), [-0.1, 0, -0.1, 0]);
  });

  it('gives no weight to values at their bounds, and none to samples far beyond the limit', async () => {
    const two = classifier(logistic([1, 3], 0));
    // The second value cannot fall.
    const xs = tf.tensor2d([[0.5, 0]]);
    const { delta } = await universalPerturbation(two, dataSet(xs), {
      eps: 0.1,
      alpha: 0.02,
      epochs: 2,
      stepDecay: 1,
    });
    // The first step, from 0, is downhill in both; after it the second value is cut off and has no say.
    expectClose(delta.dataSync(), [-0.04, -0.02]);
    const limited = universalPerturbation(two, dataSet(xs), { eps: 0.1, lossLimit: 0.1 });
    await expect(limited).rejects.toThrow(ZeroGradientError);
  });

  it('reports progress, and stops when it is told to, leaving nothing behind', async () => {
    const xs = samplesWithMargins();
    const before = tf.memory().numTensors;
    const seen: unknown[] = [];
    const controller = new AbortController();
    const run = universalPerturbation(model, dataSet(xs), {
      batchSize: 11,
      epochs: 2,
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.done === 33) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(
      [11, 22, 33].map((done) => ({ phase: 'universal perturbation', done, total: 44, unit: 'samples' })),
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what is wrong with the data, leaving nothing behind', async () => {
    const before = tf.memory().numTensors;
    await expect(universalPerturbation(model, [])).rejects.toThrow(/the data is empty/);
    const batch = (shape: number[]) => ({ xs: tf.fill(shape, 0.5), ys: labelsOf(0) });
    const mixed = [batch([1, 4]), batch([1, 2, 2])];
    await expect(universalPerturbation(model, mixed)).rejects.toThrow(InvalidInputError);
    const again = [batch([1, 4]), batch([1, 2, 2])];
    await expect(universalPerturbation(model, again)).rejects.toThrow(
      /after \[4\] there is a batch of \[2,2\]/,
    );
    const outside = [{ xs: tf.fill([1, 4], 7), ys: labelsOf(0) }];
    await expect(universalPerturbation(logistic(WEIGHTS, 0), outside)).rejects.toThrow(
      /xs must lie in the bounds/,
    );
    const wrongTarget = universalPerturbation(model, [batch([1, 4])], { target: 2 });
    await expect(wrongTarget).rejects.toThrow(/target must be in \[0, 2\), the model's classes, got 2/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [{ eps: 0 }, /eps must be a finite number greater than 0, got 0/],
    [{ threat: l2 }, /universalPerturbation needs eps/],
    [{ epochs: 0 }, /epochs must be a positive integer, got 0/],
    [{ alpha: -1 }, /alpha must be a finite number greater than 0, got -1/],
    [{ stepDecay: 1.5 }, /stepDecay must be in \(0, 1\], got 1.5/],
    [{ lossLimit: 0 }, /lossLimit must be a finite number greater than 0, got 0/],
    [{ target: -1 }, /target must be the index of a class, got -1/],
    [{ batchSize: 0 }, /batchSize must be a positive integer, got 0/],
  ])('refuses %o', async (options, message) => {
    await expect(universalPerturbation(model, [], options)).rejects.toThrow(InvalidOptionError);
    await expect(universalPerturbation(model, [], options)).rejects.toThrow(message);
  });
});
