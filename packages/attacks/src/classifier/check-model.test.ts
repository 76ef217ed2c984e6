import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { pgd } from '../attacks/pgd.ts';
import {
  AttackError,
  InvalidInputError,
  ModelOutputError,
  ProbabilityOutputError,
  UnsteadyModelError,
} from '../errors.ts';
import { robustAccuracy } from '../evaluate/robust-accuracy.ts';
import { labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { checkModel } from './check-model.ts';
import { classifier } from './classifier.ts';

const net = smoothNet(6, 3, 11);
const xs = uniform([8, 6], 13);

function layers(middle: tfl.layers.Layer): tfl.LayersModel {
  const kernelInitializer = tfl.initializers.glorotNormal({ seed: 3 });
  return tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 9, inputShape: [6], kernelInitializer }),
      middle,
      tfl.layers.dense({ units: 3 }),
    ],
  });
}
const dropout = layers(tfl.layers.dropout({ rate: 0.3 }));
const batchNorm = layers(tfl.layers.batchNormalization());
/** Dropout that is left on, with other seeds in every call. */
function noisy(): (x: tf.Tensor) => tf.Tensor {
  let seed = 0;
  return (x) => net(tf.dropout(x, 0.3, undefined, ++seed));
}
const training = (model: tfl.LayersModel) => (x: tf.Tensor) =>
  model.apply(x, { training: true }) as tf.Tensor;

async function errorOf(run: Promise<unknown>): Promise<Error | undefined> {
  return run.then(
    () => undefined,
    (error: Error) => error,
  );
}

describe('checkModel', () => {
  it.each([1, 2, 8, 40])('lets models pass that answer alike: batches of %d', async (samples) => {
    const some = uniform([samples, 6], 17);
    for (const model of [net, dropout, batchNorm, logistic([1, -1, 0, 0, 0, 0], 0)]) {
      await checkModel(model, some);
    }
  });

  it.each([1, 8])('notices dropout that is left on: batches of %d', async (samples) => {
    const error = await errorOf(checkModel(noisy(), uniform([samples, 6], 17)));
    expect(error).toBeInstanceOf(UnsteadyModelError);
    expect(error).toBeInstanceOf(AttackError);
    expect(error?.message).toMatch(/when it is called again.*randomness: 'expected'/);
    expect(error?.message).not.toContain('\n');
  });

  it.each([1, 8])('notices batch normalisation that is left in training: batches of %d', async (samples) => {
    const error = await errorOf(checkModel(training(batchNorm), uniform([samples, 6], 17)));
    expect(error).toBeInstanceOf(UnsteadyModelError);
    expect(error?.message).toMatch(/depend on the other samples of the batch.*batch normalisation/);
  });

  it('lets a model be random on purpose', async () => {
    await checkModel(classifier(noisy(), { randomness: 'expected' }), xs);
  });

  it('refuses what attacks refuse', async () => {
    expect(await errorOf(checkModel(net, tf.add(xs, 3)))).toBeInstanceOf(InvalidInputError);
    expect(await errorOf(checkModel((x) => tf.softmax(net(x)), xs))).toBeInstanceOf(ProbabilityOutputError);
    expect(await errorOf(checkModel((x) => tf.div(net(x), 0), xs))).toBeInstanceOf(ModelOutputError);
  });

  it('leaks nothing, and changes no running statistics of a model that passes', async () => {
    const before = tf.memory().numTensors;
    await checkModel(net, xs);
    await errorOf(checkModel(noisy(), xs));
    await errorOf(checkModel(training(batchNorm), xs));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('robustAccuracy', () => {
  const data = () => [{ xs: tf.clone(xs), ys: labelsOf(0, 1, 2, 0, 1, 2, 0, 1) }];

  it('does not evaluate a model in training mode, and disposes the data', async () => {
    const before = tf.memory().numTensors;
    const run = robustAccuracy(noisy(), data(), { attack: pgd, eps: [0.1] });
    expect(await errorOf(run)).toBeInstanceOf(UnsteadyModelError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('evaluates it where randomness is expected', async () => {
    const model = classifier(noisy(), { randomness: 'expected' });
    expect(await robustAccuracy(model, data(), { attack: pgd, eps: [0.1] })).toHaveLength(1);
  });
});
