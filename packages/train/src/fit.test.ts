import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchSource, type Progress, tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointFile } from './checkpoint-store.ts';
import { AbortError, CheckpointError, DivergedError, TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { mse } from './losses/regression.ts';
import { adam } from './optimizers/adam.ts';
import { adamw } from './optimizers/adamw.ts';
import type { OptimizerRecipe } from './optimizers/recipe.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { sgd } from './optimizers/sgd.ts';
import { cosine } from './schedules/cosine.ts';

/** Two blobs around (-1, -1) and (1, 1). */
function blobs(count: number): { data: BatchSource; dispose: () => void } {
  const ys = tf.tidy(() =>
    tf.tensor1d(
      Array.from({ length: count }, (_, i) => i % 2),
      'int32',
    ),
  );
  const xs = tf.tidy(() => {
    const centres = tf.sub(tf.mul(2, tf.cast(ys, 'float32')), 1);
    return tf.add(tf.randomNormal([count, 2], 0, 0.5, 'float32', 7), tf.expandDims(centres, 1));
  });
  return { data: tensorDataset(xs, ys), dispose: () => tf.dispose([xs, ys]) };
}

function network(seed = 1): LayersModel {
  return sequential({
    layers: [
      layers.dense({ units: 8, inputShape: [2], kernelInitializer: initializers.glorotUniform({ seed }) }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.dense({ units: 2, kernelInitializer: initializers.glorotUniform({ seed: seed + 1 }) }),
    ],
  });
}

const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

let folder: string;
let samples: ReturnType<typeof blobs>;
let model: LayersModel;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-train-'));
  samples = blobs(50);
  model = network();
});
afterEach(async () => {
  model.dispose();
  samples.dispose();
  await rm(folder, { recursive: true });
});

const options = (changes: Partial<FitOptions> = {}): FitOptions => ({
  optimizer: sgd(0.1, { momentum: 0.9 }),
  epochs: 3,
  batchSize: 8,
  seed: 5,
  ...changes,
});

describe('fit', () => {
  it('finds the least-squares line', async () => {
    const xs = tf.tensor2d([0, 1, 2, 3], [4, 1]);
    const ys = tf.tensor2d([1, 2, 2, 5], [4, 1]);
    const line = sequential({
      layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })],
    });
    const history = await fit(line, tensorDataset(xs, ys), {
      optimizer: adam(0.05),
      loss: mse,
      epochs: 400,
      batchSize: 4,
    });
    // Normal equations: slope = cov / var = 1.5 / 1.25, intercept = 2.5 - 1.2 * 1.5, mean squared residual .45.
    const [slope, intercept] = line.getWeights().map((weight) => weight.dataSync()[0]);
    expect(slope).toBeCloseTo(1.2, 2);
    expect(intercept).toBeCloseTo(0.7, 2);
    expect(history.at(-1)?.loss).toBeCloseTo(0.45, 3);
    expect(history.at(-1)?.metrics).toEqual({});
    tf.dispose([xs, ys]);
    line.dispose();
  });

  it('learns, and its history says so', async () => {
    const history = await fit(model, samples.data, options({ validation: samples.data }));
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(history[2]!.loss).toBeLessThan(history[0]!.loss);
    expect(history[2]!.metrics.accuracy).toBeGreaterThan(0.9);
    // Seven steps make seven parts of one step each; the last has the two samples left over from 6 x 8.
    const { curve, loss: mean } = history[1]!;
    expect(curve.map((point) => point.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7].map((step) => 1 + step / 7));
    expect(curve.reduce((sum, point, i) => sum + point.loss * (i === 6 ? 2 : 8), 0) / 50).toBeCloseTo(
      mean,
      10,
    );
    const { loss, metrics } = await evaluate(model, samples.data);
    expect(metrics.accuracy! * 50).toBe(Math.round(metrics.accuracy! * 50));
    expect(history[2]!.validation).toEqual({ loss, metrics });
  });

  it('weighs a smaller last batch by its size', async () => {
    const still = { optimizer: sgd(0), epochs: 1, loss: mse, shuffle: false } as const;
    const xs = tf.tensor2d([1, 2, 3], [3, 1]);
    const line = sequential({
      layers: [layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: 'ones' })],
    });
    const zeros = tf.zeros([3, 1]);
    const [log] = await fit(line, tensorDataset(xs, zeros), { ...still, batchSize: 2 });
    expect(log?.loss).toBeCloseTo((1 + 4 + 9) / 3, 5);
    tf.dispose([xs, zeros]);
    line.dispose();
  });

  it('moves batch-norm averages and adds the penalties of regularizers', async () => {
    const penalized = sequential({
      layers: [
        layers.dense({
          units: 1,
          inputShape: [1],
          useBias: false,
          kernelInitializer: 'ones',
          kernelRegularizer: regularizers.l2({ l2: 0.5 }),
        }),
      ],
    });
    const zero = tf.zeros([2, 1]);
    const [log] = await fit(penalized, tensorDataset(zero, zero), {
      optimizer: sgd(0.1),
      epochs: 1,
      loss: mse,
    });
    // Loss 0 + .5 w^2 with w = 1; gradient w, so w becomes .9.
    expect(log?.loss).toBeCloseTo(0.5, 5);
    expect(penalized.getWeights()[0]?.dataSync()[0]).toBeCloseTo(0.9, 5);
    zero.dispose();
    penalized.dispose();

    const before = Array.from(model.layers[1]!.getWeights()[2]!.dataSync());
    await fit(model, samples.data, options({ epochs: 1 }));
    expect(Array.from(model.layers[1]!.getWeights()[2]!.dataSync())).not.toEqual(before);
  });

  it('is decided by its seed', async () => {
    const trained = async (seed: number) => {
      const other = network();
      await fit(other, samples.data, options({ seed }));
      const weights = weightsOf(other);
      other.dispose();
      return weights;
    };
    const first = await trained(5);
    expect(await trained(5)).toEqual(first);
    expect(await trained(6)).not.toEqual(first);
  });

  it.each([
    ['momentum', sgd(0.1, { momentum: 0.9 })],
    ['adam', adam(0.01)],
    ['adamw', adamw(0.01)],
    ['rmsprop', rmsprop(0.01, { momentum: 0.5 })],
    ['plain sgd', sgd(0.1)],
    [
      'schedule, average, best weights',
      sgd(0.1),
      { schedule: cosine(), weightAverage: 0.9, earlyStopping: {} },
    ],
    ['accumulated and clipped', sgd(0.1), { accumulate: 2, batchSize: 3, clipNorm: 0.1 }],
  ] as [string, OptimizerRecipe, Partial<FitOptions>?][])(
    'stopped at any step and resumed, ends as if unbroken: %s',
    async (_, optimizer, more = {}) => {
      const unbroken = network();
      const expected = await fit(
        unbroken,
        samples.data,
        options({ optimizer, validation: samples.data, ...more }),
      );
      const checkpoint = checkpointFile(join(folder, 'deep', 'run.safetensors'));
      for (let stops = 0, steps = 0; ; stops++) {
        const controller = new AbortController();
        const interrupted = network(100 + stops);
        if (stops === 0) interrupted.setWeights(network().getWeights());
        const onProgress = () => {
          if (++steps % 4 === 0) controller.abort();
        };
        const run = options({
          optimizer,
          validation: samples.data,
          checkpoint,
          resume: true,
          signal: controller.signal,
          onProgress,
          ...more,
        });
        const history = await fit(interrupted, samples.data, run).catch((error: unknown) => error as Error);
        if (history instanceof Error) {
          expect(history).toBeInstanceOf(AbortError);
          interrupted.dispose();
          continue;
        }
        expect(stops).toBeGreaterThan(3);
        expect(weightsOf(interrupted)).toEqual(weightsOf(unbroken));
        const withoutTime = (list: typeof history) => list.map(({ seconds, ...log }) => log);
        expect(withoutTime(history)).toEqual(withoutTime(expected));
        interrupted.dispose();
        break;
      }
      unbroken.dispose();
      expect(await readdir(join(folder, 'deep'))).toEqual(['run.safetensors']);
    },
  );

  it('reports every step', async () => {
    const seen: Progress[] = [];
    await fit(model, samples.data, options({ epochs: 2, onProgress: (progress) => seen.push(progress) }));
    expect(seen).toHaveLength(2 * 7);
    expect(seen[6]).toMatchObject({ phase: 'epoch 1/2', done: 50, total: 50, unit: 'samples' });
    expect(Object.keys(seen[13]?.metrics ?? {})).toEqual(['loss', 'accuracy']);
  });

  it('keeps neither tensors nor memory over a thousand steps', async () => {
    const bytes = () =>
      (tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } }).wasm?.HEAPU8.buffer.byteLength ?? 0;
    const seen: (readonly [number, number])[] = [];
    await fit(
      model,
      samples.data,
      options({
        ...{ batchSize: 1, epochs: 21, weightAverage: 0.9, clipNorm: 1, schedule: cosine() },
        onProgress: () => seen.push([tf.memory().numTensors, bytes()]),
      }),
    );
    // The first epoch makes the slots, and buffers that are used again.
    const [[tensors, memory] = [0, 0], ...later] = seen.slice(50);
    expect(later).toHaveLength(999);
    expect(later.every(([count]) => count === tensors)).toBe(true);
    expect(later.every(([, size]) => size === memory)).toBe(true);
    expect(memory > 0).toBe(tf.getBackend() === 'wasm');
  });

  it('leaves no tensor behind: finished, stopped or failed', async () => {
    const before = tf.memory().numTensors;
    await fit(model, samples.data, options({ validation: samples.data, optimizer: adam() }));
    await fit(model, samples.data, options({ signal: AbortSignal.abort() })).catch(() => {});
    await fit(model, samples.data, options({ optimizer: sgd(1e38), epochs: 9 })).catch(() => {});
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaks nothing where it writes checkpoints', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-leak-'));
    const [xs, ys] = [tf.ones([4, 2]), tf.zeros([4], 'int32')];
    const small = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] })] });
    const before = tf.memory().numTensors;
    for (const [i, optimizer] of [sgd(0.1), adam(0.1), () => tf.train.sgd(0.1)].entries()) {
      const checkpoint = checkpointFile(join(folder, `${i}`));
      await fit(small, tensorDataset(xs, ys), { optimizer, epochs: 3, batchSize: 2, checkpoint });
    }
    expect(tf.memory().numTensors).toBe(before);
    small.dispose();
    tf.dispose([xs, ys]);
    await rm(folder, { recursive: true });
  });
});

describe('fit refuses', () => {
  it.each([
    [{ epochs: 0 }, /epochs must be a positive integer/],
    [{ batchSize: 1.5 }, /batchSize must be a positive integer/],
    [{ seed: -1 }, /seed must be a non-negative integer/],
  ])('%o', async (changes, message) => {
    const run = fit(model, samples.data, options(changes));
    await expect(run).rejects.toThrow(TrainError);
    await expect(run).rejects.toThrow(message);
  });

  it('a model without trainable weights, and no data', async () => {
    const none = { length: 0, batches: () => [] };
    await expect(fit(model, none, options())).rejects.toThrow(/no sample/);
    for (const layer of model.layers) layer.trainable = false;
    await expect(fit(model, samples.data, options())).rejects.toThrow(/no trainable weight/);
  });

  it('to go on with a loss that is not finite, and keeps the last good checkpoint', async () => {
    const checkpoint = checkpointFile(join(folder, 'run'));
    await fit(model, samples.data, options({ epochs: 1, checkpoint }));
    const good = await checkpoint.read();
    const bad = options({ optimizer: sgd(1e38), checkpoint });
    await expect(fit(model, samples.data, bad)).rejects.toThrow(DivergedError);
    expect(await checkpoint.read()).toEqual(good);
  });

  it('a checkpoint of another run, another model or no run, leaving the model alone', async () => {
    const checkpoint = checkpointFile(join(folder, 'run'));
    await fit(model, samples.data, options({ checkpoint }));
    const before = weightsOf(model);
    const resume = (changes: Partial<FitOptions>) =>
      fit(model, samples.data, options({ checkpoint, resume: true, ...changes }));
    await expect(resume({ seed: 6 })).rejects.toThrow(/other settings \(.*seed 5; now .*seed 6\)/);
    const other = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] })] });
    await expect(fit(other, samples.data, options({ checkpoint, resume: true }))).rejects.toThrow(
      /other weights/,
    );
    other.dispose();
    await writeFile(join(folder, 'run'), 'not a checkpoint at all');
    await expect(resume({})).rejects.toThrow(CheckpointError);
    expect(weightsOf(model)).toEqual(before);
  });

  it('a checkpoint that cannot be written, in one clear line', async () => {
    await writeFile(join(folder, 'file'), '');
    const checkpoint = checkpointFile(join(folder, 'file', 'run'));
    await expect(fit(model, samples.data, options({ checkpoint }))).rejects.toThrow(
      /checkpoint .*run cannot be written: /,
    );
  });
});
