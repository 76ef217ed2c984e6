import { tensorDataset } from '@gradlab/datasets';
import { mlp } from '@gradlab/models';
import { adam, crossEntropy, fit, mse, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distillation } from '../distill/distillation.ts';
import { InvalidOptionError, MaskError } from '../errors.ts';
import { createMasks, type Masks } from '../masks/mask.ts';
import { alive, isSubset, sparsity } from '../masks/measure.ts';
import { nonZeroMasks, onesMasks } from '../masks/ones.ts';
import { gradientScores, snipScores } from './gradient-scores.ts';
import { gradualPruning } from './gradual-pruning.ts';
import { pruneIteratively } from './prune-iteratively.ts';
import { iterativeSparsity, polynomialSparsity } from './schedules.ts';
import { magnitudeScores, randomScores, type Scores } from './scores.ts';
import { wandaScores } from './wanda-scores.ts';

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 4));
const listed = (scores: Scores, path: string) => Array.from(scores.get(path) ?? []);
const STRANGE: Masks = createMasks([['other', { shape: [1], bits: Uint8Array.of(1) }]]);

describe('scores of weights', () => {
  let model: LayersModel;
  let tensors: tf.Tensor[];
  beforeEach(() => {
    model = sequential({
      layers: [layers.dense({ name: 'line', units: 1, inputShape: [2], useBias: false })],
    });
    tf.tidy(() => model.setWeights([tf.tensor2d([2, -3], [2, 1])]));
    // Outputs 2, -3, -1 for targets 0, 0, 1.
    tensors = [tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]), tf.tensor2d([0, 0, 1], [3, 1])];
  });
  afterEach(() => {
    tf.dispose(tensors);
    model.dispose();
  });
  const data = () => tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
  const leaves = async (work: () => Promise<Scores>) => {
    const before = tf.memory().numTensors;
    const scores = await work();
    expect(tf.memory().numTensors).toBe(before);
    return listed(scores, 'line/kernel');
  };

  it('are the sizes', async () => {
    expect(await leaves(() => magnitudeScores(model, onesMasks(model)))).toEqual([2, 3]);
    await expect(magnitudeScores(model, STRANGE)).rejects.toThrow(MaskError);
  });

  it('are random numbers of a seed', () => {
    const masks = onesMasks(model);
    expect(randomScores(masks, 1)).toEqual(randomScores(masks, 1));
    expect(randomScores(masks, 1)).not.toEqual(randomScores(masks, 2));
  });

  it('SNIP: |g w| of the mean gradient, as parts of 1', async () => {
    // g = 2 / 3 (2 - 2, -3 - 2) = (0, -10 / 3).
    const scores = await leaves(() =>
      snipScores(model, onesMasks(model), data(), { loss: mse, batchSize: 2 }),
    );
    expect(scores).toEqual(close([0, 1]));
  });

  it('gradient times weight: the mean of sizes over batches', async () => {
    // Single samples: gradients (4, 0), (0, -6), (-4, -4).
    const options = { loss: mse, batchSize: 1 };
    const scores = await leaves(() => gradientScores(model, onesMasks(model), data(), options));
    expect(scores.map((value) => value / 3)).toEqual(close([(8 + 0 + 8) / 3, (0 + 18 + 12) / 3]));
    const first = await leaves(() =>
      gradientScores(model, onesMasks(model), data(), { ...options, batches: 1 }),
    );
    expect(first).toEqual(close([8, 0]));
    await expect(gradientScores(model, onesMasks(model), data(), { batches: 0 })).rejects.toThrow(
      InvalidOptionError,
    );
  });

  it('Wanda: the size times the length of the input channel', async () => {
    const scores = await leaves(() => wandaScores(model, onesMasks(model), data(), { batchSize: 2 }));
    expect(scores).toEqual(close([2 * Math.SQRT2, 3 * Math.SQRT2]));
    await expect(wandaScores(model, STRANGE, data())).rejects.toThrow(MaskError);
  });

  it('Wanda: of inner layers, whose inputs are what came before', async () => {
    const deep = sequential({
      layers: [
        layers.conv2d({
          name: 'conv',
          filters: 2,
          kernelSize: 1,
          inputShape: [1, 2, 1],
          useBias: false,
          activation: 'relu',
        }),
        layers.flatten(),
        layers.dense({ name: 'out', units: 1, useBias: false }),
      ],
    });
    tf.tidy(() => deep.setWeights([tf.tensor4d([1, -1], [1, 1, 1, 2]), tf.tensor2d([1, 1, -1, 1], [4, 1])]));
    const [xs, ys] = [tf.tensor4d([3, -4], [1, 1, 2, 1]), tf.zeros([1, 1])];
    const scores = await wandaScores(deep, onesMasks(deep), tensorDataset(xs, ys));
    // The convolution sees (3, -4), the dense layer (3, 0, 0, 4).
    expect(listed(scores, 'conv/kernel')).toEqual(close([5, 5]));
    expect(listed(scores, 'out/kernel')).toEqual(close([3, 0, 0, 4]));
    const biases = onesMasks(model, { include: () => true });
    expect(biases.size).toBe(1);
    const normed = sequential({ layers: [layers.batchNormalization({ name: 'norm', inputShape: [2] })] });
    const gammas = onesMasks(normed, { include: () => true });
    await expect(wandaScores(normed, gammas, tensorDataset(xs, ys))).rejects.toThrow(/dense and convolution/);
    const image = input({ shape: [4] });
    const twice = layers.dense({ name: 'twice', units: 4 });
    const shared = modelOf({ inputs: image, outputs: twice.apply(twice.apply(image)) as SymbolicTensor });
    await expect(wandaScores(shared, onesMasks(shared), data())).rejects.toThrow(
      /twice.kernel is used 2 times/,
    );
    shared.dispose();
    tf.dispose([xs, ys]);
    deep.dispose();
    normed.dispose();
  });
});

describe('pruning with training', () => {
  let model: LayersModel;
  let tensors: tf.Tensor[];
  beforeEach(() => {
    model = mlp({ units: [4, 10, 2], seed: 1 });
    tensors = [
      tf.randomNormal([16, 4], 0, 1, 'float32', 3),
      tf.tensor1d(
        Array.from({ length: 16 }, (_, i) => i % 2),
        'int32',
      ),
    ];
  });
  afterEach(() => {
    tf.dispose(tensors);
    model.dispose();
  });
  const data = () => tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
  const fineTune = { optimizer: sgd(0.1, { momentum: 0.9 }), epochs: 2, batchSize: 8 };

  it('goes round by round, within what lived before', async () => {
    const before = tf.memory().numTensors;
    const rounds = await pruneIteratively(model, data(), {
      rounds: 3,
      schedule: iterativeSparsity(0.5),
      fineTune,
    });
    expect(tf.memory().numTensors).toBe(before);
    // 40 and 20 weights.
    expect(rounds.map(({ masks }) => alive(masks).alive)).toEqual([30, 15, 8]);
    expect(
      isSubset((rounds[2] as (typeof rounds)[number]).masks, (rounds[1] as (typeof rounds)[number]).masks),
    ).toBe(true);
    expect(await nonZeroMasks(model)).toEqual(rounds[2]?.masks);
    expect(rounds.map(({ history }) => history.length)).toEqual([2, 2, 2]);
  });

  it('refuses rounds that are none', async () => {
    const run = (rounds: number) =>
      pruneIteratively(model, data(), { rounds, schedule: iterativeSparsity(0.5), fineTune });
    await expect(run(0)).rejects.toThrow(InvalidOptionError);
    const wrong = { rounds: 1, schedule: () => 1, fineTune };
    await expect(pruneIteratively(model, data(), wrong)).rejects.toThrow(/below 1/);
  });

  it('prunes on the way, at the steps of the schedule', async () => {
    const schedule = polynomialSparsity({ final: 0.8, begin: 2, end: 6, frequency: 2 });
    const pruning = gradualPruning(model, { optimizer: adam(0.01), schedule });
    const seen: number[] = [];
    const before = tf.memory().numTensors;
    await fit(model, data(), {
      ...{ optimizer: pruning.optimizer, objective: pruning.objective, epochs: 4, batchSize: 8 },
      onProgress: () => seen.push(sparsity(pruning.masks())),
    });
    expect(tf.memory().numTensors).toBe(before);
    // 0.8 (1 - (1 - (t - 2) / 4)^3) at t = 2, 4, 6.
    expect(seen).toEqual([0, 0, 0, 0, 0.7, 0.7, 0.8, 0.8].map((value) => expect.closeTo(value, 1)));
    expect(await nonZeroMasks(model)).toEqual(pruning.masks());
  });

  it('goes on from a checkpoint, and distils along the way', async () => {
    const teacher = mlp({ units: [4, 12, 2], seed: 2 });
    let bytes: Uint8Array | undefined;
    const checkpoint = {
      description: 'memory',
      read: async () => bytes,
      write: async (next: Uint8Array) => {
        bytes = next;
      },
      remove: async () => {},
    };
    const train = async (own: LayersModel, parts: readonly number[]) => {
      bytes = undefined;
      let masks: Masks | undefined;
      for (const epochs of parts) {
        const schedule = polynomialSparsity({ final: 0.6, begin: 1, end: 5, frequency: 2 });
        const pruning = gradualPruning(own, {
          ...{ optimizer: sgd(0.05, { momentum: 0.9 }), schedule },
          objective: distillation({ teacher, alpha: 0.7 }),
        });
        const { optimizer, objective } = pruning;
        await fit(own, data(), { optimizer, objective, epochs, batchSize: 8, checkpoint, resume: true });
        masks = pruning.masks();
      }
      return { masks, weights: own.getWeights().map((value) => Array.from(value.dataSync())) };
    };
    const other = mlp({ units: [4, 10, 2], seed: 1 });
    expect(await train(other, [1, 2, 4])).toEqual(await train(model, [4]));
    other.dispose();
    teacher.dispose();
  });

  it('minimises the loss of its own where there is no objective', async () => {
    const alone = mlp({ units: [4, 10, 2], seed: 1 });
    const pruning = gradualPruning(model, { optimizer: sgd(0.1), schedule: () => undefined });
    const { optimizer, objective } = pruning;
    await fit(model, data(), { optimizer, objective, epochs: 1 });
    await fit(alone, data(), { optimizer: sgd(0.1), loss: crossEntropy, epochs: 1 });
    const weights = (own: LayersModel) => own.getWeights().map((value) => Array.from(value.dataSync()));
    expect(weights(model)).toEqual(weights(alone));
    alone.dispose();
  });
});
