import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fgsm, pgd } from '@gradlab/attacks';
import { type BatchSource, tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointFile } from '../checkpoint-store.ts';
import { AbortError, TrainError } from '../errors.ts';
import { fit } from '../fit.ts';
import type { FitOptions } from '../fit-options.ts';
import type { ObjectiveRecipe } from '../objective.ts';
import { sgd } from '../optimizers/sgd.ts';
import { adversarialTraining } from './adversarial-training.ts';
import { fgsmRs } from './fgsm-rs.ts';
import { free } from './free.ts';
import { overfittingDetector } from './overfitting-detector.ts';
import { mart, trades } from './trades.ts';

/** Logits (-w . x, w . x) with w = (1, -0.5): the margin is 2 w . x. */
const START = [-1, 1, 0.5, -0.5];
function linear(): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [2], useBias: false })] });
  const kernel = tf.tensor2d(START, [2, 2]);
  model.setWeights([kernel]);
  kernel.dispose();
  return model;
}
const kernelOf = (model: LayersModel) => [...(model.getWeights()[0]?.dataSync() ?? [])];

const POINT = [0.6, 0.4];
const RATE = 0.1;
const EPS = 0.1;
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** The gradient of the cross-entropy of class 1 at a point, with respect to the kernel [2, 2]. */
const gradientAt = (kernel: readonly number[], [a, b]: readonly number[]) => {
  const z = [0, 1].map((k) => a! * kernel[k]! + b! * kernel[2 + k]!);
  const p = sigmoid(z[1]! - z[0]!);
  return [a! * (1 - p), -a! * (1 - p), b! * (1 - p), -b! * (1 - p)];
};
const lossAt = (kernel: readonly number[], [a, b]: readonly number[]) =>
  Math.log1p(Math.exp(-(a! * (kernel[1]! - kernel[0]!) + b! * (kernel[3]! - kernel[2]!))));
const stepped = (kernel: readonly number[], gradient: readonly number[]) =>
  kernel.map((value, i) => value - RATE * gradient[i]!);
const close = (values: readonly number[], expected: readonly number[]) =>
  expect(values).toEqual(expected.map((value) => expect.closeTo(value, 5)));

let data: BatchSource;
let tensors: tf.Tensor[];
let model: LayersModel;
beforeEach(() => {
  tensors = [tf.tensor2d([POINT]), tf.tensor1d([1], 'int32')];
  data = tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
  model = linear();
});
afterEach(() => {
  tf.dispose(tensors);
  model.dispose();
});
const train = (objective: ObjectiveRecipe, changes: Partial<FitOptions> = {}) =>
  fit(model, data, { optimizer: sgd(RATE), epochs: 1, batchSize: 1, objective, ...changes });

/** Two blobs in [0, 1]^2 that differ in both coordinates: by 0.3 in the first with much noise, by 0.1 in the second with little. */
function blobs(count: number): { data: BatchSource; dispose: () => void } {
  const ys = tf.tidy(() =>
    tf.tensor1d(
      Array.from({ length: count }, (_, i) => i % 2),
      'int32',
    ),
  );
  const xs = tf.tidy(() => {
    const centres = tf.add(tf.mul(tf.expandDims(tf.cast(ys, 'float32'), 1), [[0.3, 0.1]]), [[0.35, 0.45]]);
    const noise = tf.mul(tf.randomNormal([count, 2], 0, 1, 'float32', 7), [[0.05, 0.01]]);
    return tf.clipByValue(tf.add(centres, noise), 0, 1);
  });
  return { data: tensorDataset(xs, ys), dispose: () => tf.dispose([xs, ys]) };
}

describe('adversarialTraining', () => {
  it('learns from the attacked sample', async () => {
    // FGSM lowers the margin 2 w . x: x - eps sign(w) = (0.5, 0.5).
    const [log] = await train(adversarialTraining({ attack: () => fgsm({ eps: EPS }) }));
    close(kernelOf(model), stepped(START, gradientAt(START, [0.5, 0.5])));
    expect(log?.loss).toBeCloseTo(lossAt(START, [0.5, 0.5]), 5);
    expect(log?.metrics).toEqual({ accuracy: 1 });
  });

  it('adds the clean loss, and reports both accuracies', async () => {
    // With eps 0.4 the sample becomes (0.2, 0.8), where w . x = -0.2.
    const [log] = await train(adversarialTraining({ attack: () => fgsm({ eps: 0.4 }), cleanWeight: 0.5 }));
    const clean = gradientAt(START, POINT).map((value) => value / 2);
    const attacked = gradientAt(START, [0.2, 0.8]);
    close(
      kernelOf(model),
      stepped(
        START,
        clean.map((value, i) => value + attacked[i]!),
      ),
    );
    expect(log?.loss).toBeCloseTo(lossAt(START, POINT) / 2 + lossAt(START, [0.2, 0.8]), 5);
    expect(log?.metrics).toEqual({ accuracy: 1, adversarialAccuracy: 0 });
  });

  it('gives the attack another seed for every batch', async () => {
    const seeds: number[] = [];
    const attack = (seed: number) => {
      seeds.push(seed);
      return pgd({ eps: EPS, steps: 1, seed });
    };
    await train(adversarialTraining({ attack }), { epochs: 3 });
    expect(new Set(seeds).size).toBe(3);
  });

  it('tells the attack the bounds', async () => {
    const [log] = await train(
      adversarialTraining({ attack: () => fgsm({ eps: EPS }), bounds: [0.39, 0.45] }),
    ).catch((error: Error) => [error]);
    expect((log as Error).message).toMatch(/bounds/);
    await train(adversarialTraining({ attack: () => fgsm({ eps: EPS }), bounds: [0.4, 0.6] }));
    close(kernelOf(model), stepped(START, gradientAt(START, [0.5, 0.5])));
    const narrow = linear();
    await fit(narrow, data, {
      optimizer: sgd(RATE),
      epochs: 1,
      batchSize: 1,
      objective: adversarialTraining({ attack: () => fgsm({ eps: 2 * EPS }), bounds: [0.4, 0.6] }),
    });
    close(kernelOf(narrow), stepped(START, gradientAt(START, [0.4, 0.6])));
    narrow.dispose();
  });

  it('refuses targets that are no classes', async () => {
    const soft = tf.tensor2d([[0.5, 0.5]]);
    tensors.push(soft);
    const run = fit(model, tensorDataset(tensors[0] as tf.Tensor, soft), {
      optimizer: sgd(RATE),
      epochs: 1,
      objective: adversarialTraining({ attack: () => fgsm() }),
    });
    await expect(run).rejects.toThrow(TrainError);
    await expect(run).rejects.toThrow(/leave mixup and cutmix out/);
  });
});

describe('free', () => {
  it('moves the perturbation and the weights by the same backward pass, over replays and batches', async () => {
    const [log] = await train(free({ eps: EPS, replays: 2 }), { epochs: 2 });
    // The perturbation is 0, then -eps sign(w) clipped to the ball, where it stays: w keeps its signs.
    let kernel = [...START];
    for (const point of [POINT, [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]) {
      kernel = stepped(kernel, gradientAt(kernel, point));
    }
    close(kernelOf(model), kernel);
    expect(log?.loss).toBeCloseTo(
      (lossAt(START, POINT) + lossAt(stepped(START, gradientAt(START, POINT)), [0.5, 0.5])) / 2,
      5,
    );
  });

  it('stays in the bounds, also in smaller last batches', async () => {
    const { data: points, dispose } = blobs(7);
    const run = fit(model, points, {
      optimizer: sgd(RATE),
      epochs: 2,
      batchSize: 4,
      objective: free({ eps: 0.6, replays: 2 }),
    });
    await expect(run).resolves.toHaveLength(2);
    dispose();
  });

  it('resumed in the middle of its replays, ends as if unbroken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-free-'));
    const { data: points, dispose } = blobs(12);
    const options = {
      ...{ optimizer: sgd(RATE), epochs: 2, batchSize: 4 },
      objective: free({ eps: EPS, alpha: EPS / 4, replays: 3 }),
    };
    await fit(model, points, options);
    const parts = linear();
    const checkpoint = checkpointFile(join(folder, 'run'));
    for (const stop of [4, 8]) {
      const abort = new AbortController();
      let steps = 0;
      const onProgress = () => ++steps === stop && abort.abort();
      const run = fit(parts, points, {
        ...options,
        checkpoint,
        resume: true,
        onProgress,
        signal: abort.signal,
      });
      await expect(run).rejects.toThrow(AbortError);
    }
    await fit(parts, points, { ...options, checkpoint, resume: true });
    expect(kernelOf(parts)).toEqual(kernelOf(model));
    parts.dispose();
    dispose();
    await rm(folder, { recursive: true });
  });

  it('refuses what cannot work', () => {
    expect(() => free({ eps: EPS, replays: 0 })).toThrow(/replays must be an integer/);
    expect(() => free({ eps: EPS, alpha: -1 })).toThrow(/alpha must be a number/);
    expect(() => free({ eps: -1 })).toThrow(/eps/);
  });
});

describe('trades and mart', () => {
  it.each([
    ['trades', trades],
    ['mart', mart],
  ] as const)(
    '%s withstands more than plain training on features of which one is brittle',
    async (_, recipe) => {
      const { data: points, dispose } = blobs(64);
      const options = { optimizer: sgd(2), epochs: 30, batchSize: 32, seed: 3 };
      // Plain training leans on the second coordinate, which an eps of 0.08 turns round; the first withstands it.
      const ratio = () => {
        const [a = 0, b = 0, c = 0, d = 0] = kernelOf(model);
        return Math.abs(d - c) / Math.abs(b - a);
      };
      await fit(model, points, options);
      const plain = ratio();
      model.dispose();
      model = linear();
      const before = tf.memory().numTensors;
      const history = await fit(model, points, { ...options, objective: recipe({ eps: 0.08, steps: 3 }) });
      expect(tf.memory().numTensors).toBe(before);
      expect(ratio()).toBeLessThan(plain);
      expect(Object.keys(history[0]?.metrics ?? {}).sort()).toEqual(['accuracy', 'adversarialAccuracy']);
      dispose();
    },
  );

  it('trades looks where the prediction differs most, whatever the labels; mart asks for the labels', async () => {
    const xs = tf.tensor2d([POINT, [0.2, 0.9]]);
    const crafted = async (recipe: typeof trades, labels: number[]) => {
      const ys = tf.tensor1d(labels, 'int32');
      const batch = { model, xs, ys, step: 0, seed: 5 };
      const { adversarial } = ((await recipe({ eps: EPS, steps: 3 })().prepare?.(batch)) ?? {}) as {
        adversarial: tf.Tensor;
      };
      const values = [...adversarial.dataSync()];
      tf.dispose([ys, adversarial]);
      return values;
    };
    const before = tf.memory().numTensors;
    expect(await crafted(trades, [0, 1])).toEqual(await crafted(trades, [1, 0]));
    expect(await crafted(mart, [0, 1])).not.toEqual(await crafted(mart, [1, 0]));
    expect(tf.memory().numTensors).toBe(before);
    xs.dispose();
  });

  it('refuse a negative beta and an impossible attack at once', () => {
    expect(() => trades({ eps: EPS, beta: -1 })).toThrow(/beta/);
    expect(() => mart({ eps: EPS, beta: -1 })).toThrow(/beta/);
    expect(() => trades({ eps: EPS, steps: 0 })).toThrow(/steps/);
    expect(() => mart({ eps: -1 })).toThrow(/eps/);
  });
});

describe('fgsmRs', () => {
  it('attacks within its ball, from another start for every batch, and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const [log] = await train(fgsmRs({ eps: EPS }), { epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
    // alpha = 1.25 eps does not always reach the corner: the loss lies between that at the clean sample and that at the corner.
    expect(log?.loss).toBeGreaterThan(lossAt(START, POINT));
    expect(log?.loss).toBeLessThanOrEqual(lossAt(START, [0.5, 0.5]) + 1e-6);
  });

  it('stays in the ball and the bounds, and does not end in corners alone where inputs lie on a bound', async () => {
    const xs = tf.zeros([64, 2]);
    const ys = tf.tidy(() => tf.tensor1d(new Int32Array(64), 'int32'));
    const batch = { model, xs, ys, step: 0, seed: 1 };
    const { adversarial } = ((await fgsmRs({ eps: EPS })().prepare?.(batch)) ?? {}) as {
      adversarial: tf.Tensor;
    };
    const values = [...adversarial.dataSync()];
    expect(Math.min(...values)).toBe(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(EPS + 1e-7);
    // From a start u in [-eps, eps] the first coordinate moves up by 1.25 eps to between eps / 4 and eps, evenly below the corner.
    const up = values.filter((_, i) => i % 2 === 0);
    const within = up.filter((value) => value < EPS - 1e-6).length / up.length;
    expect(Math.min(...up)).toBeGreaterThanOrEqual(EPS / 4 - 1e-6);
    // 3/8 of the starts end below the corner; 64 of them deviate by at most 4 standard errors.
    expect(Math.abs(within - 3 / 8)).toBeLessThan(4 * Math.sqrt((3 / 8) * (5 / 8) * (1 / 64)));
    tf.dispose([xs, ys, adversarial]);
  });

  it('refuses what cannot work', () => {
    expect(() => fgsmRs({ eps: -1 })).toThrow(/eps/);
    expect(() => fgsmRs({ eps: EPS, alpha: -1 })).toThrow(/alpha/);
  });
});

describe('bad inputs', () => {
  it.each([
    ['fgsmRs', fgsmRs],
    ['free', free],
  ] as const)(
    '%s refuses inputs outside the bounds instead of learning from clipped ones',
    async (_, recipe) => {
      const wide = tf.tensor2d([[0.6, 1.4]]);
      tensors.push(wide);
      const points = tensorDataset(wide, tensors[1] as tf.Tensor);
      const options = { optimizer: sgd(RATE), epochs: 1, batchSize: 1 };
      const before = tf.memory().numTensors;
      const run = fit(model, points, { ...options, objective: recipe({ eps: EPS }) });
      await expect(run).rejects.toThrow(TrainError);
      await expect(run).rejects.toThrow(/bounds \[0, 1\], but a batch spans \[0\.6\d*, 1\.39\d*\]/);
      expect(tf.memory().numTensors).toBe(before);
      await fit(model, points, { ...options, objective: recipe({ eps: EPS, bounds: [0, 1.4] }) });
    },
  );

  it.each([
    ['trades', trades],
    ['mart', mart],
    ['fgsmRs', fgsmRs],
    ['free', free],
  ] as const)('%s has no default for eps', (name, recipe) => {
    expect(() => recipe({} as { eps: number })).toThrow(TrainError);
    expect(() => recipe({} as { eps: number })).toThrow(`${name}: eps must be a number`);
  });
});

describe('overfittingDetector', () => {
  it('ends a training whose robust accuracy collapses, with the weights of its best epoch', async () => {
    const { data: points, dispose } = blobs(32);
    // The right direction to begin with; it climbs the loss from the fourth epoch on.
    const kernel = tf.tensor2d([-1, 1, 1, -1], [2, 2]);
    model.setWeights([kernel]);
    kernel.dispose();
    const collapsing: ObjectiveRecipe = () => {
      const { prepare, loss } = fgsmRs({ eps: 0.02 })();
      return {
        ...(prepare && { prepare }),
        loss: (batch, prepared, forward) => {
          const found = loss(batch, prepared, forward);
          return batch.step < 3 ? found : { ...found, loss: tf.mul(found.loss, -1e4) };
        },
      };
    };
    const kernels: number[][] = [];
    const history = await fit(model, points, {
      optimizer: sgd(0.1),
      epochs: 20,
      batchSize: 32,
      objective: collapsing,
      ...overfittingDetector({ data: points, attack: ({ eps }) => pgd({ eps, steps: 5 }), eps: 0.02 }),
      onEpoch: () => kernels.push(kernelOf(model)),
    });
    const found = history.map(({ probe }) => probe?.robustAccuracy as number);
    const best = Math.max(...found);
    expect(best).toBeGreaterThan(0.8);
    expect(found.slice(0, 3).every((value) => value > best - 0.2)).toBe(true);
    expect(found).toHaveLength(4);
    expect(found.at(-1)).toBeLessThan(best - 0.2);
    expect(kernelOf(model)).toEqual(kernels[found.indexOf(best)]);
    dispose();
  });

  it('refuses a drop that is none', () => {
    expect(() => overfittingDetector({ data, attack: fgsm, eps: EPS, maxDrop: 2 })).toThrow(/maxDrop/);
  });
});
