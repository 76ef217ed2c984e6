import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { BatchNorm } from './batch-norm.ts';
import { fillByFormula, noise } from './test-formula.ts';
import { predict, savedAndLoaded, valuesOf, weightsOf } from './test-support.ts';

const SHAPE = [5, 3, 2, 4] as const;
const images = () => noise('image', SHAPE);

const modelOf = (layer: layers.Layer): LayersModel => {
  const model = sequential({ name: 'normalizing' });
  model.add(layers.inputLayer({ inputShape: [...SHAPE.slice(1)] }));
  model.add(layer);
  fillByFormula(model);
  return model;
};
const make = () => modelOf(new BatchNorm({ name: 'bn', epsilon: 1e-3, momentum: 0.5 }));

const inTraining = (model: LayersModel, x: tf.Tensor) =>
  tf.tidy(() => valuesOf(model.apply(x, { training: true }) as tf.Tensor));

describe('BatchNorm', () => {
  it('is the built-in layer while it trains', () => {
    const ours = make();
    const stock = modelOf(layers.batchNormalization({ name: 'bn', epsilon: 1e-3, momentum: 0.5 }));
    stock.setWeights(ours.getWeights());
    const x = images();
    expect(predict(ours, x)).toEqual(predict(stock, x));
    expect(inTraining(ours, x)).toEqual(inTraining(stock, x));
    expect(weightsOf(ours)).toEqual(weightsOf(stock));
    for (const thing of [x, ours, stock]) thing.dispose();
  });

  it('normalizes by its moving statistics and leaves them alone where it is frozen', () => {
    const model = make();
    const x = images();
    model.layers[1]!.trainable = false;
    const weights = weightsOf(model);
    expect(inTraining(model, x)).toEqual(predict(model, x));
    expect(weightsOf(model)).toEqual(weights);
    model.layers[1]!.trainable = true;
    expect(inTraining(model, x)).not.toEqual(predict(model, x));
    expect(weightsOf(model)).not.toEqual(weights);
    for (const thing of [x, model]) thing.dispose();
  });

  it('hands the gradient on, frozen, as a scale: gamma / sqrt(variance + epsilon)', () => {
    const model = make();
    const [, layer] = model.layers;
    layer!.trainable = false;
    const x = images();
    const gradient = tf.tidy(() =>
      valuesOf(tf.grad((t) => layer!.apply(t, { training: true }) as tf.Tensor)(x)),
    );
    const [gamma = [], , , variance = []] = layer!.getWeights().map(valuesOf);
    for (const [i, value] of gradient.entries()) {
      const c = i % 4;
      expect(value).toBeCloseTo(gamma[c]! / Math.sqrt(variance[c]! + 1e-3), 5);
    }
    for (const thing of [x, model]) thing.dispose();
  });

  it('stays frozen in the fit of a model, whose other layers learn', async () => {
    const model = sequential({ name: 'fit' });
    model.add(new BatchNorm({ name: 'bn', inputShape: [3], trainable: false }));
    model.add(layers.dense({ name: 'dense', units: 1, kernelInitializer: 'zeros' }));
    const [x, y] = [noise('x', [8, 3]), noise('y', [8, 1])];
    const optimizer = tf.train.sgd(0.1);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [before, after] = [
      weightsOf(model),
      await model.fit(x, y, { verbose: 0 }).then(() => weightsOf(model)),
    ];
    const named = model.weights.map(({ originalName }) => originalName);
    const changed = named.filter((_, i) => JSON.stringify(before[i]) !== JSON.stringify(after[i]));
    expect(changed).toEqual(['dense/kernel', 'dense/bias']);
    for (const thing of [x, y, model, optimizer]) thing.dispose();
  });

  it('loads frozen, and with the same weights and constants', async () => {
    const model = make();
    model.layers[1]!.trainable = false;
    const loaded = await savedAndLoaded(model);
    expect(loaded.layers[1]).toBeInstanceOf(BatchNorm);
    expect(loaded.layers[1]?.getConfig()).toMatchObject({ epsilon: 1e-3, momentum: 0.5, trainable: false });
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    model.dispose();
    loaded.dispose();
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const model = make();
    const x = images();
    inTraining(model, x);
    model.layers[1]!.trainable = false;
    inTraining(model, x);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what the built-in layer refuses', () => {
    expect(() => make().apply(tf.zeros([1, 3, 2, 5]))).toThrow(/incompatible|expected/);
  });
});
