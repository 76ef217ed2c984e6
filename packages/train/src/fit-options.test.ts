import { type BatchSource, tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { globalNorm } from './clip.ts';
import { TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import { mse } from './losses/regression.ts';
import { polynomial } from './schedules/polynomial.ts';
import { stepDecay } from './schedules/step-decay.ts';
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

// With w = 1 the loss of all three samples is (1 + 4 + 9) / 3 w^2, its gradient 28/3 w.
const SLOPE = 28 / 3;

describe('clipping', () => {
  it('shortens all gradients together', async () => {
    await fit(model, data, lineOptions({ clipNorm: 0.5 }));
    expect(weightOf(model)).toBeCloseTo(1 - 0.01 * 0.5, 5);
  });

  it('leaves shorter ones alone', async () => {
    await fit(model, data, lineOptions({ clipNorm: 10 }));
    expect(weightOf(model)).toBeCloseTo(1 - 0.01 * SLOPE, 5);
  });

  it('cuts each value', async () => {
    await fit(model, data, lineOptions({ clipValue: 2 }));
    expect(weightOf(model)).toBeCloseTo(1 - 0.01 * 2, 5);
  });

  it('measures several gradients as one', () => {
    const norm = tf.tidy(() => globalNorm({ a: tf.tensor1d([3]), b: tf.tensor2d([[0, 4]]) }).dataSync()[0]);
    expect(norm).toBeCloseTo(5, 6);
  });
});

describe('accumulate', () => {
  it('makes of small batches what a large one makes, also where the last is smaller', async () => {
    const [log] = await fit(model, data, lineOptions({ batchSize: 2, accumulate: 2 }));
    expect(weightOf(model)).toBeCloseTo(1 - 0.01 * SLOPE, 6);
    expect(log?.loss).toBeCloseTo(14 / 3, 5);
    expect(log?.curve).toHaveLength(1);
  });

  it('makes one update of what an epoch leaves over', async () => {
    await fit(model, data, lineOptions({ batchSize: 1, accumulate: 2 }));
    // Samples 1 and 2: mean gradient (2 * 1 + 2 * 4) / 2 = 5; then sample 3 alone.
    const first = 1 - 0.01 * 5;
    expect(weightOf(model)).toBeCloseTo(first - 0.01 * 18 * first, 6);
  });

  it('leaves no tensor behind, also where a step fails', async () => {
    const before = tf.memory().numTensors;
    await fit(model, data, lineOptions({ batchSize: 1, accumulate: 3, epochs: 3 }));
    const failing = (_: tf.Tensor, out: tf.Tensor) => {
      if (out.shape[0] === 1) throw new Error('no figure for one');
      return tf.ones([out.shape[0] ?? 0]) as tf.Tensor1D;
    };
    expect(tf.memory().numTensors).toBe(before);
    const run = fit(model, data, lineOptions({ batchSize: 2, accumulate: 2, metrics: { failing } }));
    await expect(run).rejects.toThrow('no figure for one');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a schedule', () => {
  it('sets the learning rate of every update', async () => {
    await fit(model, data, lineOptions({ epochs: 4, schedule: polynomial() }));
    const expected = [1, 0.75, 0.5, 0.25].reduce((w, factor) => w - 0.01 * factor * SLOPE * w, 1);
    expect(weightOf(model)).toBeCloseTo(expected, 6);
  });

  it('needs an optimizer of this package', async () => {
    const run = fit(
      model,
      data,
      lineOptions({ optimizer: () => tf.train.adagrad(0.1), schedule: stepDecay(1) }),
    );
    await expect(run).rejects.toThrow(/Adagrad does not let its learning rate be set/);
  });
});

describe('weightAverage', () => {
  it('ends with the running mean, and validates it', async () => {
    const factor = 1 - 0.01 * SLOPE;
    const history = await fit(model, data, lineOptions({ epochs: 2, weightAverage: 0.75, validation: data }));
    // From w = 1: w1 = f, w2 = f^2; mean: 1, then 3/4 + f/4, ...
    const first = 0.75 + 0.25 * factor;
    const second = 0.75 * first + 0.25 * factor ** 2;
    expect(weightOf(model)).toBeCloseTo(second, 6);
    expect(history[0]?.validation?.loss).toBeCloseTo((14 / 3) * first ** 2, 5);
    // Training itself goes on from the weights, not from their mean.
    expect(history[1]?.loss).toBeCloseTo((14 / 3) * factor ** 2, 5);
  });
});

describe('early stopping', () => {
  /** Validation losses that fall, then rise: w passes the minimum of (w - 0.8)^2 on its way to 0. */
  const target = () => {
    const ys = tf.tensor2d([0.8], [1, 1]);
    const xs = tf.ones([1, 1]);
    tensors.push(xs, ys);
    return tensorDataset(xs, ys);
  };

  it('stops after the patience, with the weights of the best epoch', async () => {
    const factor = 1 - 0.01 * SLOPE;
    const run = lineOptions({ epochs: 50, validation: target(), earlyStopping: { patience: 3 } });
    const history = await fit(model, data, run);
    const losses = Array.from({ length: 10 }, (_, i) => (factor ** (i + 1) - 0.8) ** 2);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(history).toHaveLength(best + 3);
    expect(weightOf(model)).toBeCloseTo(factor ** best, 5);
    expect((await evaluate(model, run.validation as BatchSource, { loss: mse })).loss).toBeCloseTo(
      losses[best - 1] as number,
      6,
    );
  });

  it('keeps the last weights where that is wanted, and counts no small improvement', async () => {
    const run = lineOptions({
      epochs: 50,
      validation: target(),
      earlyStopping: { patience: 2, minDelta: 1, restoreBest: false },
    });
    expect(await fit(model, data, run)).toHaveLength(3);
    expect(weightOf(model)).toBeCloseTo((1 - 0.01 * SLOPE) ** 3, 5);
  });

  it('restores the best also where all epochs were run', async () => {
    const run = lineOptions({
      epochs: 6,
      validation: target(),
      earlyStopping: { patience: Number.POSITIVE_INFINITY },
    });
    expect(await fit(model, data, run)).toHaveLength(6);
    expect(weightOf(model)).toBeCloseTo((1 - 0.01 * SLOPE) ** 2, 5);
  });

  it('names a figure that is not there', async () => {
    const run = fit(model, data, lineOptions({ earlyStopping: { monitor: 'accuracy' } }));
    await expect(run).rejects.toThrow(/monitor names "accuracy"/);
  });
});

describe('weights of samples', () => {
  it('count in the loss of each batch', async () => {
    const weighted: BatchSource = {
      length: 3,
      batches: () => [
        {
          xs: tf.tensor2d([1, 2, 3], [3, 1]),
          ys: tf.zeros([3, 1]),
          weights: tf.tensor1d([0, 3, 0]),
        } as never,
      ],
    };
    const before = tf.memory().numTensors;
    const [log] = await fit(model, weighted, lineOptions({}));
    expect(tf.memory().numTensors).toBe(before);
    expect(log?.loss).toBeCloseTo(4, 6);
    expect(weightOf(model)).toBeCloseTo(1 - 0.01 * 8, 6);
  });
});

describe('layers that want to know the step', () => {
  class Stepped extends layers.Layer {
    static readonly className = 'SteppedForTest';
    trainingStep = -1;
    readonly seen: number[] = [];
    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
      if (kwargs.training) this.seen.push(this.trainingStep);
      return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
    }
  }

  it('are told before every batch, also inside nested models', async () => {
    const [inner, outer] = [new Stepped({ inputShape: [1] }), new Stepped({})];
    const nested = sequential({ layers: [inner] });
    const dense = layers.dense({ units: 1, kernelInitializer: initializers.ones() });
    const deep = sequential({ layers: [nested, outer, dense] });
    await fit(deep, data, lineOptions({ batchSize: 1, accumulate: 2, epochs: 2 }));
    // Two updates an epoch, of two batches each; the second epoch begins at 4.
    expect(outer.seen).toEqual([0, 1, 2, 4, 5, 6]);
    expect(inner.seen).toEqual(outer.seen);
    deep.dispose();
  });
});

describe('options that cannot work', () => {
  it.each([
    [{ accumulate: 0 }, /accumulate must be a positive integer/],
    [{ clipNorm: 0 }, /clipNorm must be positive/],
    [{ clipValue: -1 }, /clipValue must be positive/],
    [{ weightAverage: 1 }, /weightAverage must be a decay/],
    [{ earlyStopping: { patience: 0 } }, /patience must be at least 1/],
    [{ earlyStopping: { minDelta: -1 } }, /minDelta must not be negative/],
  ])('%o', async (changes, message) => {
    const run = fit(model, data, lineOptions(changes));
    await expect(run).rejects.toThrow(TrainError);
    await expect(run).rejects.toThrow(message);
  });
});
