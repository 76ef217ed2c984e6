import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

const STEPS = 20;
const BATCH = 6;

/**
 * One of each: 3 x 3 and 5 x 5 convolutions, strides, batch norm, both poolings, depthwise, dense. No bias before batch norm:
 * its gradient is zero but for rounding, which Adam would turn into whole steps.
 */
function network(): LayersModel {
  let seed = 1;
  const kernelInitializer = () => initializers.glorotUniform({ seed: seed++ });
  const depthwise = { depthwiseInitializer: kernelInitializer(), pointwiseInitializer: kernelInitializer() };
  return sequential({
    layers: [
      layers.conv2d({
        inputShape: [8, 8, 3],
        filters: 8,
        kernelSize: 5,
        useBias: false,
        padding: 'same',
        kernelInitializer: kernelInitializer(),
      }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2d({
        filters: 12,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: kernelInitializer(),
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.separableConv2d({ useBias: false, filters: 8, kernelSize: 3, padding: 'same', ...depthwise }),
      layers.batchNormalization(),
      layers.activation({ activation: 'tanh' }),
      layers.conv2d({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        kernelInitializer: kernelInitializer(),
      }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
      layers.flatten(),
      layers.dense({ units: 10, activation: 'sigmoid', kernelInitializer: kernelInitializer() }),
      layers.dense({ units: 4, kernelInitializer: kernelInitializer() }),
    ],
  });
}

const OPTIMIZERS = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.02, 0.9, true),
  adam: () => tf.train.adam(0.005),
  rmsprop: () => tf.train.rmsprop(0.002, 0.9, 0.5, 1e-3),
};

/** Losses of every step, and all weights at the end. */
async function train(backend: 'cpu' | 'wasm', optimizerName: keyof typeof OPTIMIZERS) {
  await loadBackend({ prefer: backend, strict: true });
  const model = network();
  const optimizer = OPTIMIZERS[optimizerName]();
  const x = tf.randomNormal([BATCH, 8, 8, 3], 0, 1, 'float32', 5);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32'), 4));
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
    ) as tf.Scalar;
    losses.push(loss.dataSync()[0] as number);
    loss.dispose();
  }
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  return { losses, weights };
}

describe.runIf(tested === 'wasm')(`${STEPS} steps of training on wasm`, () => {
  it.each(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])(
    'with %s give the losses of the cpu backend within 1e-4, and its weights within 1e-3',
    async (optimizer) => {
      const expected = await train('cpu', optimizer);
      const actual = await train('wasm', optimizer);
      expect(expected.losses.at(-1)).toBeLessThan((expected.losses[0] as number) * 0.9);
      for (const [i, loss] of expected.losses.entries())
        expect(Math.abs(actual.losses[i]! - loss)).toBeLessThan(1e-4);
      for (const [i, weight] of expected.weights.entries()) {
        for (const [j, value] of weight.entries())
          expect(Math.abs(actual.weights[i]![j]! - value)).toBeLessThan(1e-3);
      }
    },
    120_000,
  );
});
