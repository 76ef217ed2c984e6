import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadBackend } from '../../load-backend.ts';
import { wasmBackend } from '../internals.ts';
import { registerWasmTraining } from '../register.ts';
import { random, restoreBackend, tested } from '../test-support.ts';

const RECIPES: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adam: () => tf.train.adam(0.01),
  'adam of other settings': () => tf.train.adam(0.3, 0.5, 0.7, 1e-3),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.8, 0.9, 1e-3),
  'centered rmsprop': () => tf.train.rmsprop(0.01, 0.9, 0.5, 0.1, true),
  adagrad: () => tf.train.adagrad(0.1, 0.2),
};
const recipes = Object.entries(RECIPES);
const use = (backend: 'cpu' | 'wasm') => loadBackend({ prefer: backend, strict: true });

interface Problem {
  readonly shapes: readonly number[][];
  readonly steps: number;
  readonly seed: number;
  /** Bit i of entry s: whether weight i has no gradient in step s. */
  readonly absent: readonly number[];
  readonly asList: boolean;
}

/** Where the weights and the slots are after some steps with random gradients, and what the slots are called. */
async function trained(recipe: () => tf.Optimizer, { shapes, steps, seed, absent, asList }: Problem) {
  const optimizer = recipe();
  const weights = shapes.map((shape, i) => {
    const start = random(shape, seed + i);
    return tf.tidy(() => tf.variable(tf.tensor(start.values, shape)));
  });
  for (let step = 0; step < steps; step++) {
    const gradients = weights.map((weight, i) => ({
      name: weight.name,
      tensor:
        ((absent[step] ?? 0) >> i) & 1
          ? (null as unknown as tf.Tensor)
          : tf.tensor(random(weight.shape, 31 * seed + 7 * step + i).values, weight.shape),
    }));
    optimizer.applyGradients(
      asList ? gradients : Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor])),
    );
    tf.dispose(gradients.map(({ tensor }) => tensor));
  }
  const slots = await optimizer.getWeights();
  const names = weights.map(({ name }) => name);
  const result = {
    iterations: optimizer.iterations,
    slots: slots.map(({ name, tensor }) => {
      const [owner = '', slot] = name.split('/');
      return { owner: names.indexOf(owner), slot, shape: tensor.shape, values: [...tensor.dataSync()] };
    }),
    weights: weights.map((weight) => [...weight.dataSync()]),
  };
  tf.dispose([slots[0]?.tensor as tf.Tensor, weights]);
  optimizer.dispose();
  return result;
}

const problems = fc.record<Problem>({
  shapes: fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  steps: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(1000),
  absent: fc.array(fc.nat(7), { maxLength: 5 }),
  asList: fc.boolean(),
});

afterAll(restoreBackend);

describe.runIf(tested === 'wasm')('the fused updates', () => {
  beforeAll(() => use('wasm'));

  it.each(recipes)('give the bits of the stock update: %s', async (_, recipe) => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        await use('cpu');
        const expected = await trained(recipe, problem);
        await use('wasm');
        expect(await trained(recipe, problem)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it.each(recipes)('carry NaN and infinity as the stock update does: %s', async (_, recipe) => {
    const update = () => {
      const weight = tf.variable(tf.tensor1d([1, 1, 1, 1, 1]));
      const optimizer = recipe();
      const gradient = tf.tensor1d([
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        0,
        1e-30,
      ]);
      for (let step = 0; step < 3; step++)
        optimizer.applyGradients([{ name: weight.name, tensor: gradient }]);
      const values = [...weight.dataSync()];
      tf.dispose([weight, gradient]);
      optimizer.dispose();
      return values;
    };
    await use('cpu');
    const expected = update();
    await use('wasm');
    expect(update()).toEqual(expected);
  });

  it.each(recipes)('go on after setWeights to the same bits: %s', async (_, recipe) => {
    const start = random([3, 5], 1);
    const weight = tf.variable(tf.tensor(start.values, start.shape));
    const gradient = tf.tensor(random([3, 5], 2).values, start.shape);
    const [first, second] = [recipe(), recipe()];
    first.applyGradients([{ name: weight.name, tensor: gradient }]);
    const place = weight.clone();
    const saved = await first.getWeights();
    await second.setWeights(saved);
    first.applyGradients([{ name: weight.name, tensor: gradient }]);
    const expected = weight.dataSync();
    weight.assign(place);
    second.applyGradients([{ name: weight.name, tensor: gradient }]);
    expect(weight.dataSync()).toEqual(expected);
    tf.dispose([weight, gradient, place, saved[0]?.tensor as tf.Tensor]);
  });

  it.each(recipes)('leave tensors alone that share memory with a weight: %s', (_, recipe) => {
    const weight = tf.variable(tf.tensor1d([1, 2, 3]));
    const before = weight.clone();
    const optimizer = recipe();
    tf.tidy(() => optimizer.applyGradients([{ name: weight.name, tensor: tf.tensor1d([1, -1, 2]) }]));
    expect([...before.dataSync()]).toEqual([1, 2, 3]);
    expect([...weight.dataSync()]).not.toEqual([1, 2, 3]);
    tf.dispose([weight, before]);
    optimizer.dispose();
  });

  it.each(recipes)('neither leak nor grow over 2000 steps: %s', (_, recipe) => {
    const weight = tf.variable(tf.randomNormal([300, 100], 0, 1, 'float32', 1));
    const gradient = tf.randomNormal([300, 100], 0, 1, 'float32', 2);
    const optimizer = recipe();
    const step = () => optimizer.applyGradients([{ name: weight.name, tensor: gradient }]);
    for (let i = 0; i < 10; i++) step();
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    const { memory } = wasmBackend();
    const bytes = memory.buffer.byteLength;
    for (let i = 0; i < 2000; i++) step();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers });
    expect(memory.buffer.byteLength).toBe(bytes);
    tf.dispose([weight, gradient]);
    optimizer.dispose();
  });

  it.each(recipes)('are one kernel per weight: %s', async (_, recipe) => {
    const weights = [tf.variable(tf.scalar(1)), tf.variable(tf.ones([2, 2]))];
    const optimizer = recipe();
    const { kernels } = await tf.profile(() => {
      tf.tidy(() =>
        optimizer.applyGradients(weights.map(({ name, shape }) => ({ name, tensor: tf.ones(shape) }))),
      );
      return tf.scalar(0);
    });
    expect(kernels.filter(({ name }) => name.startsWith('Gradlab'))).toHaveLength(2);
    expect(kernels.some(({ name }) => name === 'Add' || name === 'Sqrt')).toBe(false);
    tf.dispose(weights);
    optimizer.dispose();
  });

  it('follow setLearningRate, and ignore setMomentum as the stock update does', () => {
    const weight = tf.variable(tf.scalar(1));
    const optimizer = tf.train.momentum(1, 0.5);
    const step = () => {
      tf.tidy(() => optimizer.applyGradients([{ name: weight.name, tensor: tf.scalar(1) }]));
      return weight.dataSync()[0];
    };
    expect(step()).toBe(0);
    (optimizer as tf.MomentumOptimizer).setLearningRate(0.25);
    (optimizer as tf.MomentumOptimizer).setMomentum(0);
    // The velocity is now .5 * 1 + 1.
    expect(step()).toBe(-0.375);
    weight.dispose();
    optimizer.dispose();
  });

  it('leave gradients that must be broadcast to the stock update', () => {
    const weight = tf.variable(tf.tensor1d([1, 2, 3]));
    tf.tidy(() => tf.train.sgd(1).applyGradients([{ name: weight.name, tensor: tf.scalar(0.5) }]));
    expect([...weight.dataSync()]).toEqual([0.5, 1.5, 2.5]);
    weight.dispose();
  });

  it('give way, and say so, where an optimizer is built differently', () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const weight = tf.variable(tf.scalar(1));
    const optimizer = tf.train.momentum(0.5, 0.9);
    delete (optimizer as unknown as { useNesterov?: boolean }).useNesterov;
    for (let i = 0; i < 2; i++) {
      tf.tidy(() => optimizer.applyGradients([{ name: weight.name, tensor: tf.scalar(1) }]));
    }
    expect(weight.dataSync()[0]).toBeCloseTo(1 - 0.5 - 0.5 * 1.9, 6);
    expect(said.mock.calls).toEqual([
      [expect.stringMatching(/Momentum of TensorFlow.js .* lacks useNesterov/)],
    ]);
    said.mockRestore();
    weight.dispose();
    optimizer.dispose();
  });

  it('are taken back whole', async () => {
    const classes = [
      tf.SGDOptimizer,
      tf.MomentumOptimizer,
      tf.AdamOptimizer,
      tf.RMSPropOptimizer,
      tf.AdagradOptimizer,
    ];
    const updates = () =>
      classes.map(({ prototype }) => Object.getOwnPropertyDescriptor(prototype, 'applyGradients'));
    const ours = updates();
    (await registerWasmTraining()).undo();
    const stock = updates();
    await registerWasmTraining();
    const again = updates();
    for (const [i, descriptor] of stock.entries()) {
      expect(descriptor?.value).not.toBe(ours[i]?.value);
      expect(again[i]?.value).not.toBe(descriptor?.value);
      expect({ ...again[i], value: 0 }).toEqual({ ...descriptor, value: 0 });
    }
    (await registerWasmTraining()).undo();
    expect(updates()).toEqual(stock);
    await registerWasmTraining();
  });
});
