import { adam, rmsprop, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { applyClusters, type Clusters, cluster } from './cluster.ts';
import { clustered } from './clustered.ts';

const WEIGHTS = [
  2.09, -0.98, 1.48, 0.09, 0.05, -0.14, -1.08, 2.12, -0.91, 1.92, 0, -1.03, 1.87, 0, 1.53, 1.49,
];
const GRADIENT = [
  -0.03, -0.01, 0.03, 0.02, -0.01, 0.01, -0.02, 0.12, -0.01, 0.02, 0.04, 0.01, -0.07, -0.02, 0.01, -0.02,
];

function square(weights: readonly number[]) {
  const model = sequential({
    layers: [layers.dense({ name: 'dense', inputShape: [4], units: 4, useBias: false })],
  });
  const value = tf.tensor2d([...weights], [4, 4]);
  model.setWeights([value]);
  value.dispose();
  return model;
}
const kernelOf = (model: ReturnType<typeof square>) => Array.from(model.weights[0]!.read().dataSync());

/** A step of an optimizer for a loss whose gradient is known. */
function step(optimizer: tf.Optimizer, model: ReturnType<typeof square>, gradient: readonly number[]) {
  tf.tidy(() => {
    const factor = tf.tensor2d([...gradient], [4, 4]);
    optimizer.minimize(() => tf.sum(tf.mul(model.weights[0]!.read(), factor)) as tf.Scalar);
  });
}

describe('cluster', () => {
  it('is figure 3 of Deep Compression: shared weights, gradients summed by cluster, centroids moved', async () => {
    const before = tf.memory().numTensors;
    const model = square(WEIGHTS);
    const clusters = await cluster(model, { clusters: 4, preserveZeros: false });
    const optimizer = clustered(sgd(1), model, clusters)();
    expect(
      kernelOf(model)
        .slice(0, 4)
        .map((value) => value.toFixed(4)),
    ).toEqual(['2.0000', '-1.0000', '1.5000', '0.0000']);
    step(optimizer, model, GRADIENT);
    const moved = [-0.97, -0.04, 1.48, 1.96];
    const indices = clusters.get('dense/kernel')!.assignments;
    for (const [i, value] of kernelOf(model).entries()) expect(value).toBeCloseTo(moved[indices[i]!]!, 5);
    optimizer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['sgd', () => sgd(0.1)],
    ['momentum', () => sgd(0.1, { momentum: 0.9 })],
    ['adam', () => adam(0.01)],
    ['rmsprop', () => rmsprop(0.01)],
    ['tf.train.adam', () => () => tf.train.adam(0.01)],
  ])('keeps zeros and ties exactly under %s', async (_, recipe) => {
    const before = tf.memory().numTensors;
    const model = square(WEIGHTS);
    const clusters = await cluster(model, { clusters: 5 });
    const { assignments } = clusters.get('dense/kernel')!;
    const optimizer = clustered(recipe(), model, clusters)();
    const start = kernelOf(model);
    for (let i = 0; i < 5; i++)
      step(
        optimizer,
        model,
        GRADIENT.map((value) => value * (i + 1)),
      );
    const kernel = kernelOf(model);
    expect(kernel).not.toEqual(start);
    for (const [i, value] of kernel.entries()) {
      expect(value).toBe(kernel[assignments.indexOf(assignments[i]!)]);
      expect(value === 0).toBe(WEIGHTS[i] === 0);
    }
    expect(new Set(kernel).size).toBeLessThanOrEqual(5);
    optimizer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes a number for each weight, and changes nothing by itself', async () => {
    const model = square(WEIGHTS);
    const clusters = await cluster(model, {
      clusters: (path, shape) => (path === 'dense/kernel' && shape[0] === 4 ? 3 : 9),
    });
    expect(clusters.get('dense/kernel')!.centroids).toHaveLength(3);
    expect(kernelOf(model)).toEqual(WEIGHTS.map(Math.fround));
    applyClusters(model, clusters);
    expect(new Set(kernelOf(model)).size).toBe(3);
    model.dispose();
  });

  it('refuses what does not fit', async () => {
    const model = square(WEIGHTS);
    await expect(cluster(model, { clusters: 4, include: () => false })).rejects.toThrow(InvalidOptionError);
    const foreign: Clusters = new Map([
      ['other/kernel', { shape: [1], centroids: new Float32Array(1), assignments: new Uint16Array(1) }],
    ]);
    expect(() => applyClusters(model, foreign)).toThrow(/no such weight/);
    const used = tf.train.adam(0.1);
    step(used, model, GRADIENT);
    const clusters = await cluster(model, { clusters: 4 });
    expect(() => clustered(() => used, model, clusters)()).toThrow(/took steps/);
    used.dispose();
    model.dispose();
  });
});
