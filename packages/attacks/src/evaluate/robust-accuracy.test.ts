import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ledger } from '../attacks/cost.ts';
import { defineAttack } from '../attacks/define-attack.ts';
import { fgsm } from '../attacks/fgsm.ts';
import { InvalidInputError, InvalidOptionError, ZeroGradientError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import type { Batch } from './batches.ts';
import type { Progress } from './each-batch.ts';
import { robustAccuracy } from './robust-accuracy.ts';

// Margin x1 - x2; a step of eps in linf takes 2 eps off it.
const model = logistic([1, -1], 0);
const MARGINS = [0.1, 0.3, 0.5, 0.7, -0.2];

function* batches(batchSize: number): Generator<Batch> {
  for (let start = 0; start < MARGINS.length; start += batchSize) {
    const margins = MARGINS.slice(start, start + batchSize);
    yield {
      xs: tf.tensor2d(margins.map((margin) => [0.5 + margin / 2, 0.5 - margin / 2])),
      ys: labelsOf(...margins.map(() => 1)),
    };
  }
}
const data = {
  length: MARGINS.length,
  batches: (options: { batchSize: number }) => batches(options.batchSize),
};

describe('robustAccuracy', () => {
  it('is an exact staircase for a linear model', async () => {
    const curve = await robustAccuracy(model, data, { attack: fgsm, eps: [0, 0.1, 0.2, 0.4], batchSize: 2 });
    const shared = { cleanAccuracy: 0.8, count: 5, zeroGradients: 0 };
    expect(curve).toEqual([
      { eps: 0, accuracy: 0.8, successRate: 0, ...shared },
      { eps: 0.1, accuracy: 0.6, successRate: 0.25, ...shared },
      { eps: 0.2, accuracy: 0.4, successRate: 0.5, ...shared },
      { eps: 0.4, accuracy: 0, successRate: 1, ...shared },
    ]);
  });

  it('takes iterables, and other threat models', async () => {
    const eps = [0.1 / Math.SQRT2 - 1e-3, 0.1 / Math.SQRT2 + 1e-3];
    const attack = (options: { eps: number }) => fgsm({ ...options, threat: l2 });
    const accuracies = (await robustAccuracy(model, batches(3), { attack, eps })).map(
      (point) => point.accuracy,
    );
    expect(accuracies).toEqual([0.8, 0.6]);
    async function* later() {
      yield* batches(2);
    }
    expect(await robustAccuracy(model, later(), { attack, eps })).toHaveLength(2);
  });

  it('runs an attack that looks for the smallest change once, and compares its distances', async () => {
    let runs = 0;
    // Half the margin off the one value and onto the other, and a little more.
    const nearest = defineAttack({
      id: 'nearest',
      threat: linf(Number.POSITIVE_INFINITY),
      targeted: false,
      perturb: async ({ xs }) => {
        runs++;
        const step = tf.tidy(() => {
          const [x1, x2] = tf.split(xs, 2, 1);
          return tf.mul(tf.sub(x1 as tf.Tensor, x2 as tf.Tensor), tf.tensor2d([[-0.51, 0.51]]));
        });
        const samples = xs.shape[0] ?? 0;
        const zeroGradient = new Array<boolean>(samples).fill(false);
        return { adversarial: tf.add(xs, step), zeroGradient, cost: ledger(samples) };
      },
    });
    const curve = await robustAccuracy(model, data, {
      attack: () => nearest,
      eps: [0, 0.1, 0.2, 0.4],
      batchSize: 2,
    });
    expect(runs).toBe(3);
    expect(curve.map(({ accuracy }) => accuracy)).toEqual([0.8, 0.6, 0.4, 0]);
  });

  it('disposes the batches and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    await robustAccuracy(model, data, { attack: fgsm, eps: [0, 0.1], batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reports progress in samples', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    await robustAccuracy(model, data, { attack: fgsm, eps: [0.1], batchSize: 2, onProgress });
    expect(seen.map(({ done }) => done)).toEqual([2, 4, 5]);
    expect(seen[0]).toEqual({ phase: 'attack', done: 2, total: 5, unit: 'samples' });
  });

  it('stops at an abort, closes the data and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    let closed = false;
    function* source() {
      try {
        yield* batches(1);
      } finally {
        closed = true;
      }
    }
    const run = robustAccuracy(model, source(), {
      attack: fgsm,
      eps: [0.1],
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(closed).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts dead gradients of later batches, and stops where the first batch has no other', async () => {
    const flat = (x: tf.Tensor) => model(tf.relu(tf.sub(x, 0.55)));
    const points = (values: number[][]) =>
      values.map((value) => ({ xs: tf.tensor2d([value]), ys: labelsOf(1) }));
    const options = { attack: fgsm, eps: [0.01] };
    const alive = await robustAccuracy(
      flat,
      points([
        [0.8, 0.2],
        [0.3, 0.2],
      ]),
      options,
    );
    expect(alive[0]).toMatchObject({ zeroGradients: 1, count: 2 });
    const dead = robustAccuracy(
      flat,
      points([
        [0.3, 0.2],
        [0.8, 0.2],
      ]),
      options,
    );
    await expect(dead).rejects.toThrow(ZeroGradientError);
  });

  it('is 0, not NaN, where nothing was right before the attack', async () => {
    const wrong = [{ xs: tf.tensor2d([[0.9, 0.1]]), ys: labelsOf(0) }];
    const [point] = await robustAccuracy(model, wrong, { attack: fgsm, eps: [0.1] });
    expect(point).toMatchObject({ cleanAccuracy: 0, accuracy: 0, successRate: 0 });
  });

  it('refuses empty data and bad options', async () => {
    const eps = [0.1];
    await expect(robustAccuracy(model, [], { attack: fgsm, eps })).rejects.toThrow(InvalidInputError);
    await expect(robustAccuracy(model, data, { attack: fgsm, eps: [-1] })).rejects.toThrow(
      InvalidOptionError,
    );
    await expect(robustAccuracy(model, data, { attack: fgsm, eps: [] })).rejects.toThrow(
      /at least one radius, got an empty list/,
    );
    await expect(robustAccuracy(model, data, { attack: fgsm, eps, batchSize: 0 })).rejects.toThrow(
      /batchSize/,
    );
    const deaf = () => fgsm({ eps: 0.5 });
    await expect(robustAccuracy(model, data, { attack: deaf, eps })).rejects.toThrow(
      /eps 0.5 instead of 0.1/,
    );
    const targeted = (options: { eps: number }) => fgsm({ ...options, targeted: true });
    await expect(robustAccuracy(model, data, { attack: targeted, eps })).rejects.toThrow(/untargeted/);
  });
});
