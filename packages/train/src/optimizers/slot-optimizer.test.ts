import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

const recipes: readonly (readonly [string, OptimizerRecipe])[] = [
  ['sgd', sgd(0.1, { weightDecay: 0.1 })],
  ['sgd with momentum', sgd(0.1, { momentum: 0.9, nesterov: true })],
  ['adam', adam(0.01, { weightDecay: 0.1 })],
  ['nadam', nadam()],
  ['adagrad', adagrad(0.1, { rateDecay: 0.1 })],
  ['lamb', lamb(0.1)],
  ['lion', lion(0.01, { weightDecay: 0.1 })],
  ['adamw', adamw(0.01, { weightDecay: 0.1 })],
  ['adamw with other settings', adamw(0.1, { beta1: 0.5, beta2: 0.8, eps: 1e-3, decayVectors: false })],
  ['rmsprop', rmsprop()],
  ['rmsprop with momentum', rmsprop(0.05, { decay: 0.9, momentum: 0.8, eps: 1e-4 })],
];

const numbers = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const valuesOf = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

/** Steps with random gradients, some of them missing. */
function steps(optimizer: tf.Optimizer, weights: tf.Variable[], from: number, to: number): void {
  for (let step = from; step < to; step++) {
    tf.tidy(() => {
      const gradients = weights.map(({ name, shape }, i) => {
        const gradient = numbers(shape, 100 * step + i + 1);
        return { name, tensor: (step + i) % 4 === 3 ? (null as unknown as tf.Tensor) : gradient };
      });
      optimizer.applyGradients(gradients);
    });
  }
}

const start = (shapes: readonly number[][]) =>
  shapes.map((shape, i) => tf.tidy(() => tf.variable(numbers(shape, i + 1))));

describe.each(recipes)('the optimizer of %s', (_, recipe) => {
  it('goes on from its weights to the same bits', async () => {
    const shapes = [[3, 2], [5], []];
    const unbroken = recipe();
    const weights = start(shapes);
    steps(unbroken, weights, 0, 9);
    const expected = valuesOf(weights);

    const again = start(shapes);
    const first = recipe();
    steps(first, again, 0, 4);
    const saved = await first.getWeights();
    const second = recipe();
    await second.setWeights(saved);
    steps(second, again, 4, 9);
    expect(valuesOf(again)).toEqual(expected);
    expect(second.iterations).toBe(9);
    const slots = await second.getWeights();
    expect(slots.map(({ name }) => name)).toEqual(saved.map(({ name }) => name));
    tf.dispose([weights, again, saved[0]?.tensor, slots[0]?.tensor] as tf.Tensor[][]);
    for (const optimizer of [unbroken, first, second]) optimizer.dispose();
  });

  it('keeps its slots by the names of the weights, whatever their order', async () => {
    const run = (reverse: boolean) => {
      const weights = start([[2], [3]]);
      const optimizer = recipe();
      for (let step = 0; step < 4; step++) {
        tf.tidy(() => {
          const gradients = weights.map(({ name, shape }, i) => ({
            name,
            tensor: numbers(shape, 10 * step + i + 1),
          }));
          optimizer.applyGradients(reverse && step % 2 === 1 ? gradients.reverse() : gradients);
        });
      }
      const values = valuesOf(weights);
      tf.dispose(weights);
      optimizer.dispose();
      return values;
    };
    expect(run(true)).toEqual(run(false));
  });

  it('goes on where a weight was frozen for a while', () => {
    const [a, b] = start([[2], [2]]) as [tf.Variable, tf.Variable];
    const [only] = start([[2]]) as [tf.Variable];
    const optimizer = recipe();
    const alone = recipe();
    const step = (target: tf.Optimizer, weights: readonly tf.Variable[], seed: number) =>
      tf.tidy(() => target.applyGradients(weights.map(({ name }) => ({ name, tensor: numbers([2], seed) }))));
    for (const [seed, weights] of [[a, b], [a], [a, b], [b, a]].entries()) step(optimizer, weights, seed + 1);
    for (let seed = 1; seed <= 4; seed++) step(alone, [only], seed);
    expect(valuesOf([a])).toEqual(valuesOf([only]));
    tf.dispose([a, b, only]);
    optimizer.dispose();
    alone.dispose();
  });

  it('owns nothing once disposed, and nothing grows', () => {
    const before = tf.memory().numTensors;
    const weights = start([[3, 4]]);
    const optimizer = recipe();
    steps(optimizer, weights, 0, 2);
    const { numTensors, numBytes } = tf.memory();
    steps(optimizer, weights, 2, 50);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    optimizer.dispose();
    tf.dispose(weights);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same bits fused and composed', async () => {
    const fusedNames = ['GradlabSgd', 'GradlabMomentum', 'GradlabAdam', 'GradlabRmsProp'];
    const kernels = fusedNames.flatMap((name) => {
      const kernel = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
      return kernel ? [kernel] : [];
    });
    expect(kernels).toHaveLength(tf.getBackend() === 'wasm' ? 4 : 0);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }), (shape) => {
        const result = () => {
          const weights = start([shape]);
          const optimizer = recipe();
          steps(optimizer, weights, 0, 4);
          const values = valuesOf(weights);
          tf.dispose(weights);
          optimizer.dispose();
          return values;
        };
        const fused = result();
        for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, 'wasm');
        try {
          expect(result()).toEqual(fused);
        } finally {
          for (const kernel of kernels) tf.registerKernel(kernel);
        }
      }),
    );
  });
});
