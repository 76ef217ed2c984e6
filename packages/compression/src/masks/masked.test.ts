import { tensorDataset } from '@gradlab/datasets';
import {
  adagrad,
  adam,
  adamw,
  fit,
  lamb,
  lion,
  mse,
  nadam,
  type OptimizerRecipe,
  rmsprop,
  sgd,
} from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MaskError } from '../errors.ts';
import { createMasks, type Masks } from './mask.ts';
import { masked } from './masked.ts';
import { onesMasks } from './ones.ts';

const RECIPES: Record<string, OptimizerRecipe> = {
  sgd: sgd(0.05),
  'sgd with weight decay': sgd(0.05, { weightDecay: 0.1 }),
  momentum: sgd(0.05, { momentum: 0.9 }),
  nesterov: sgd(0.05, { momentum: 0.9, nesterov: true }),
  adam: adam(0.01),
  'adam without eps': adam(0.01, { eps: 0 }),
  adamw: adamw(0.01),
  rmsprop: rmsprop(0.01, { momentum: 0.9 }),
  adagrad: adagrad(0.01),
  lion: lion(0.01),
  lamb: lamb(0.01),
  nadam: nadam(0.01),
  'tf.train.sgd': () => tf.train.sgd(0.05),
  'tf.train.momentum': () => tf.train.momentum(0.05, 0.9),
  'tf.train.adam': () => tf.train.adam(0.01),
  'tf.train.rmsprop': () => tf.train.rmsprop(0.01, 0.9, 0.9),
  'tf.train.adagrad': () => tf.train.adagrad(0.01),
  'tf.train.adadelta': () => tf.train.adadelta(0.01),
  'tf.train.adamax': () => tf.train.adamax(0.01),
  'tf.train.rmsprop, centered': () => tf.train.rmsprop(0.01, 0.9, 0.9, undefined, true),
};

const BITS = [0, 1, 0, 1];
const PRUNED: Masks = createMasks([['line/kernel', { shape: [4, 1], bits: Uint8Array.from(BITS) }]]);

let model: LayersModel;
let kernel: tf.Variable;
beforeEach(() => {
  const line = layers.dense({
    ...{ name: 'line', units: 1, inputShape: [4], useBias: false, kernelInitializer: 'ones' as const },
  });
  model = sequential({ layers: [line] });
  kernel = model.weights[0]?.read() as tf.Variable;
});
afterEach(() => model.dispose());

const prunedOf = (value: tf.Tensor) => Array.from(value.dataSync()).filter((_, i) => BITS[i] === 0);
/** The sum of (w - 3)^2, as in the reference case where a momentum of 0.9 brings pruned weights back to 1.89. */
const step = (optimizer: tf.Optimizer) =>
  optimizer.minimize(() => tf.sum(tf.square(tf.sub(kernel, 3))) as tf.Scalar, false, [kernel]);
/** What an optimizer keeps for the pruned weights. */
async function prunedSlots(optimizer: tf.Optimizer): Promise<number[]> {
  // It has no getWeights.
  if (optimizer.getClassName() === 'Adamax') {
    const { accumulatedFirstMoment: first, accumulatedWeightedInfNorm: second } =
      optimizer as unknown as Record<string, readonly { readonly variable: tf.Variable }[]>;
    return [...first!, ...second!].flatMap(({ variable }) => prunedOf(variable));
  }
  const [steps, ...slots] = await optimizer.getWeights();
  steps?.tensor.dispose();
  return slots.filter(({ tensor }) => tensor.size === 4).flatMap(({ tensor }) => prunedOf(tensor));
}

describe.each(Object.entries(RECIPES))('%s, masked', (_, recipe) => {
  it('keeps pruned weights and all it has for them at exactly 0 after every step, pruned early or late', async () => {
    const start = tf.memory().numTensors;
    recipe().dispose();
    // TensorFlow.js' momentum forgets its learning rate.
    const forgotten = tf.memory().numTensors - start;
    const before = tf.memory().numTensors;
    const optimizer = masked(recipe, model, onesMasks(model))();
    for (let i = 0; i < 5; i++) step(optimizer);
    expect(prunedOf(kernel).every((value) => value > 1)).toBe(true);
    await optimizer.setMasks(PRUNED);
    for (let i = 0; i < 5; i++) {
      step(optimizer);
      expect(prunedOf(kernel)).toEqual([0, 0]);
      expect((await prunedSlots(optimizer)).every((value) => value === 0)).toBe(true);
    }
    expect(kernel.dataSync()[1]).toBeGreaterThan(1);
    optimizer.dispose();
    expect(tf.memory().numTensors - before).toBe(forgotten);
  });

  it('changes the living weights as it does alone', async () => {
    const alone = recipe();
    const separate = tf.tidy(() => tf.variable(tf.ones([4, 1])));
    const other = masked(recipe, model, onesMasks(model))();
    for (let i = 0; i < 3; i++) {
      alone.minimize(() => tf.sum(tf.square(tf.sub(separate, 3))) as tf.Scalar, false, [separate]);
      step(other);
    }
    expect(kernel.dataSync()).toEqual(separate.dataSync());
    tf.dispose(separate);
    alone.dispose();
    other.dispose();
  });
});

describe('masked', () => {
  it('shows what a mask on gradients alone does not hold', () => {
    const optimizer = tf.train.momentum(0.05, 0.9);
    for (let i = 0; i < 5; i++) step(optimizer);
    const bits = tf.tensor2d(BITS, [4, 1]);
    tf.tidy(() => kernel.assign(tf.mul(kernel, bits)));
    for (let i = 0; i < 5; i++) {
      const tensor = tf.tidy(() => tf.mul(tf.mul(tf.sub(kernel, 3), 2), bits));
      optimizer.applyGradients([{ name: kernel.name, tensor }]);
      tensor.dispose();
    }
    expect(kernel.dataSync()[0]).toBeCloseTo(1.8867, 3);
    optimizer.dispose();
    bits.dispose();
  });

  it('trains in fit, with a schedule, weight averages and clipping, over a checkpoint', async () => {
    const xs = tf.randomUniform([16, 4], -1, 1, 'float32', 1);
    const ys = tf.tidy(() => tf.sum(xs, 1, true));
    const data = tensorDataset(xs, ys);
    let kept: Uint8Array | undefined;
    const checkpoint = {
      description: 'memory',
      read: async () => kept,
      write: async (bytes: Uint8Array) => {
        kept = bytes;
      },
      remove: async () => {},
    };
    const options = {
      optimizer: masked(sgd(0.1, { momentum: 0.9 }), model, PRUNED),
      schedule: () => 0.5,
      weightAverage: 0.5,
      clipNorm: 1,
      loss: mse,
      batchSize: 4,
    };
    const before = tf.memory().numTensors;
    await fit(model, data, { ...options, epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
    expect(prunedOf(kernel)).toEqual([0, 0]);
    await fit(model, data, { ...options, checkpoint, epochs: 1 });
    await fit(model, data, { ...options, checkpoint, epochs: 2, resume: true });
    expect(prunedOf(kernel)).toEqual([0, 0]);
    expect(kernel.dataSync()[1]).not.toBe(1);
    tf.dispose([xs, ys]);
  });

  it.each<[string, OptimizerRecipe]>([
    [
      "makes NaN, as TensorFlow.js' centered RMSprop does without a gradient",
      () => tf.train.rmsprop(0.01, 0.9, 0.9, undefined, true),
    ],
    ['begins with other than 0, as Adagrad does', () => tf.train.adagrad(0.01)],
  ])('holds weights and slots also where the optimizer %s', async (_, recipe) => {
    const optimizer = masked(recipe, model, PRUNED)();
    for (let i = 0; i < 3; i++) {
      step(optimizer);
      expect(prunedOf(kernel)).toEqual([0, 0]);
      expect((await prunedSlots(optimizer)).every((value) => value === 0)).toBe(true);
    }
    optimizer.dispose();
  });

  it('refuses masks of other models and optimizers that took steps', () => {
    const other = createMasks([['other/kernel', { shape: [1], bits: Uint8Array.of(1) }]]);
    expect(() => masked(sgd(0.1), model, other)()).toThrow(MaskError);
    const used = tf.train.sgd(0.05);
    step(used);
    expect(() => masked(() => used, model, PRUNED)()).toThrow(/took 1 steps/);
    used.dispose();
  });

  it('keeps its masks where others do not fit', async () => {
    const optimizer = masked(adam(0.1), model, PRUNED)();
    const other = createMasks([['other/kernel', { shape: [1], bits: Uint8Array.of(1) }]]);
    await expect(optimizer.setMasks(other)).rejects.toThrow(MaskError);
    step(optimizer);
    expect(prunedOf(kernel)).toEqual([0, 0]);
    optimizer.dispose();
  });
});
