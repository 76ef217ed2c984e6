import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchSource, tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointFile } from './checkpoint-store.ts';
import { AbortError, TrainError } from './errors.ts';
import { fit } from './fit.ts';
import { mae, mse } from './losses/regression.ts';
import { batchSeed, type Objective } from './objective.ts';
import { line, lineOptions, weightOf } from './test-support.ts';

let data: BatchSource;
let tensors: tf.Tensor[];
let model: LayersModel;
beforeEach(() => {
  tensors = [tf.tensor2d([1, 2, 3], [3, 1]), tf.zeros([3, 1])];
  data = tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
  model = line();
});
afterEach(() => {
  tf.dispose(tensors);
  model.dispose();
});

/** Minimises the mean of (w x + c)^2 with prepared c. */
const shifted = (c: number): Objective => ({
  prepare: ({ xs }) => ({ shift: tf.fill(xs.shape, c) }),
  loss: ({ xs, ys }, { shift }, forward) => {
    const outputs = forward(xs) as tf.Tensor;
    return {
      loss: mse(ys, tf.add(outputs, shift as tf.Tensor)),
      outputs,
      others: { shifted: tf.add(outputs, 1) },
    };
  },
});

describe('an objective', () => {
  it('is minimised instead of the loss, with what it prepares, and leaves nothing behind', async () => {
    const metrics = {
      error: (ys: tf.Tensor, out: tf.Tensor) => tf.squeeze(tf.abs(tf.sub(out, ys)), [1]) as tf.Tensor1D,
    };
    const before = tf.memory().numTensors;
    const [log] = await fit(model, data, lineOptions({ objective: () => shifted(2), metrics }));
    expect(tf.memory().numTensors).toBe(before);
    // d/dw mean (w x + 2)^2 = 2 mean x (w x + 2) = 2 (14 + 12) / 3.
    expect(weightOf(model)).toBeCloseTo(1 - (0.01 * 2 * 26) / 3, 5);
    expect(log?.loss).toBeCloseTo((9 + 16 + 25) / 3, 5);
    expect(log?.metrics).toEqual({ error: expect.closeTo(2, 5), shiftedError: expect.closeTo(3, 5) });
  });

  it('sees every batch of an update, numbered over the run, with a seed of its own', async () => {
    const seen: [number, number, number][] = [];
    const objective = (): Objective => ({
      prepare: ({ xs, step, seed }) => {
        seen.push([step, xs.shape[0] ?? 0, seed]);
        return {};
      },
      loss: ({ xs, ys }, _, forward) => {
        const outputs = forward(xs) as tf.Tensor;
        return { loss: mse(ys, outputs), outputs };
      },
    });
    await fit(model, data, lineOptions({ objective, epochs: 2, batchSize: 1, accumulate: 2, seed: 4 }));
    expect(seen.map(([step, count]) => [step, count])).toEqual([0, 1, 2, 4, 5, 6].map((step) => [step, 1]));
    expect(seen.map(([step, , seed]) => [step, seed])).toEqual(
      seen.map(([step]) => [step, batchSeed(4, step)]),
    );
    expect(new Set(seen.map(([, , seed]) => seed)).size).toBe(6);
  });

  it('learns variables of its own, which a checkpoint keeps', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-objective-'));
    // Minimises mean (w x + c)^2 over w and c; c moves by gradient descent with rate 0.1.
    const learned =
      (values: number[]): (() => Objective) =>
      () => {
        const c = tf.tidy(() => tf.variable(tf.scalar(1)));
        return {
          loss: ({ xs, ys }, _, forward) => {
            const outputs = tf.add(forward(xs) as tf.Tensor, c);
            return { loss: mse(ys, outputs), outputs };
          },
          variables: () => [c],
          update: (gradients) => {
            c.assign(tf.sub(c, tf.mul(0.1, gradients[c.name] as tf.Tensor)));
            values.push(c.dataSync()[0] as number);
          },
          restore: ([value]) => c.assign(value as tf.Scalar),
          dispose: () => c.dispose(),
        };
      };
    try {
      const whole: number[] = [];
      const before = tf.memory().numTensors;
      await fit(model, data, lineOptions({ objective: learned(whole), epochs: 4, batchSize: 2 }));
      expect(tf.memory().numTensors).toBe(before);
      // First batch (1, 2) with w = c = 1: dc = 2 (2 + 3) / 2.
      expect(whole[0]).toBeCloseTo(1 - 0.1 * 5, 5);
      const [w, parts, other] = [weightOf(model), [] as number[], line()];
      const abort = new AbortController();
      const run = lineOptions({
        objective: learned(parts),
        epochs: 4,
        batchSize: 2,
        checkpoint: checkpointFile(join(folder, 'run')),
        onProgress: () => parts.length === 3 && abort.abort(),
      });
      await expect(fit(other, data, { ...run, signal: abort.signal })).rejects.toThrow(AbortError);
      const again = line();
      await fit(again, data, { ...run, resume: true });
      expect(parts).toEqual(whole);
      expect(weightOf(again)).toBe(w);
      other.dispose();
      again.dispose();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('leaves nothing behind where it fails, while it prepares or later', async () => {
    const before = tf.memory().numTensors;
    const second = (): Objective => ({
      ...shifted(1),
      prepare: ({ xs, step }) => {
        if (step === 1) throw new Error('cannot prepare');
        return { shift: tf.zerosLike(xs) };
      },
    });
    const run = fit(model, data, lineOptions({ objective: second, batchSize: 1, accumulate: 2 }));
    await expect(run).rejects.toThrow('cannot prepare');
    expect(tf.memory().numTensors).toBe(before);
    const failing = () => {
      throw new Error('no figure');
    };
    const later = fit(model, data, lineOptions({ objective: () => shifted(1), metrics: { failing } }));
    await expect(later).rejects.toThrow('no figure');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does not know weights of samples', async () => {
    const weighted: BatchSource = {
      length: 3,
      batches: () => [
        { xs: tf.tensor2d([1, 2, 3], [3, 1]), ys: tf.zeros([3, 1]), weights: tf.ones([3]) } as never,
      ],
    };
    const before = tf.memory().numTensors;
    const run = fit(model, weighted, lineOptions({ objective: () => shifted(1) }));
    await expect(run).rejects.toThrow(TrainError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('probe', () => {
  it('adds its figures to an epoch, where early stopping sees them', async () => {
    const found = [0.9, 0.95, 0.2, 0.9];
    let epoch = 0;
    const weights: number[] = [];
    const history = await fit(
      model,
      data,
      lineOptions({
        epochs: 4,
        loss: mae,
        probe: async (probed) => {
          weights.push(weightOf(probed));
          return { robustAccuracy: found[epoch++] as number };
        },
        earlyStopping: { monitor: 'robustAccuracy', maxDrop: 0.5 },
      }),
    );
    expect(history.map(({ probe }) => probe?.robustAccuracy)).toEqual([0.9, 0.95, 0.2]);
    expect(weightOf(model)).toBe(weights[1]);
  });

  it('refuses a drop that is none', async () => {
    await expect(fit(model, data, lineOptions({ earlyStopping: { maxDrop: 0 } }))).rejects.toThrow(
      /maxDrop must be positive/,
    );
  });
});
