import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { digitCnn } from '../digit-cnn.ts';
import { ModelError } from '../errors.ts';
import { mobilenetV2 } from '../mobilenet-v2.ts';
import { nin } from '../nin.ts';
import { resnet18 } from '../resnet.ts';
import { noise } from '../test-formula.ts';
import { predict, savedAndLoaded, valuesOf } from '../test-support.ts';
import { vgg11 } from '../vgg.ts';
import { wordGru } from '../word-gru.ts';
import { formatSummary } from './format-summary.ts';
import { resetClassifier } from './reset-classifier.ts';
import { summary } from './summary.ts';

const make = () => resnet18({ width: 1 / 16, classes: 4, inputShape: [32, 32, 3], seed: 2 });
const classifier = (model: LayersModel) => model.getLayer('fc').getWeights().map(valuesOf);
const image = () => noise('image', [2, 32, 32, 3]);

describe('resetClassifier', () => {
  it('shares all layers but the classifier', () => {
    const model = make();
    const renewed = resetClassifier(model, 7, { seed: 1 });
    expect(renewed.outputs[0]?.shape).toEqual([null, 7]);
    expect(model.outputs[0]?.shape).toEqual([null, 4]);
    const shared = renewed.layers.filter((layer) => model.layers.includes(layer)).length;
    expect(shared).toBe(model.layers.length - 1);
    expect(renewed.getLayer('fc')).not.toBe(model.getLayer('fc'));
    expect(renewed.getLayer('fc').getWeights()[0]?.shape).toEqual([32, 7]);
    const x = image();
    expect(predict(renewed, x)).toHaveLength(14);
    expect(predict(model, x)).toHaveLength(8);
    for (const thing of [x, model, renewed]) thing.dispose();
  });

  it('starts the new layer as PyTorch would, from its seed alone', () => {
    const model = make();
    const [one, again, two] = [1, 1, 2].map((seed) => resetClassifier(model, 4, { seed }));
    const [a, b, c] = [one!, again!, two!].map(classifier);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
    expect(a).not.toEqual(classifier(model));
    const largest = Math.max(...a!.flat().map(Math.abs));
    expect(largest).toBeLessThanOrEqual((1 + 1e-6) / Math.sqrt(32));
    expect(largest).toBeGreaterThan(0.9 / Math.sqrt(32));
    for (const thing of [one!, again!, two!, model]) thing.dispose();
  });

  it.each([
    ['the old one first', 0],
    ['the new one first', 1],
  ])('leaves each to be disposed: %s', (_, first) => {
    const before = tf.memory().numTensors;
    const model = make();
    const both = [model, resetClassifier(model, 2)] as const;
    both[first as 0 | 1].dispose();
    const x = image();
    predict(both[(1 - first) as 0 | 1], x);
    x.dispose();
    both[(1 - first) as 0 | 1].dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('trains the new classifier alone where the rest is frozen: weights and moving statistics stay', () => {
    const backbone = make();
    for (const layer of backbone.layers) layer.trainable = false;
    const model = resetClassifier(backbone, 5, { seed: 1 });
    expect(summary(model).trainable).toBe(32 * 5 + 5);
    const kept = () => backbone.layers.flatMap((layer) => layer.getWeights().map(valuesOf));
    const [before, old] = [kept(), classifier(model)];
    const x = image();
    const optimizer = tf.train.sgd(1);
    tf.tidy(() => {
      optimizer.minimize(
        () => tf.mean(tf.square(model.apply(x, { training: true }) as tf.Tensor)),
        false,
        model.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
    });
    expect(kept()).toEqual(before);
    expect(classifier(model)).not.toEqual(old);
    for (const thing of [x, optimizer, backbone, model]) thing.dispose();
  });

  it('gives the figure of the README', () => {
    const backbone = mobilenetV2({ width: 0.5, inputShape: [96, 96, 3], initialWeights: 'zeros' });
    for (const layer of backbone.layers) layer.trainable = false;
    const model = resetClassifier(backbone, 5, { seed: 1 });
    expect(formatSummary(summary(model))).toContain('(6 405 trainable)');
    backbone.dispose();
    model.dispose();
  });

  it('is saved and loaded as any model', async () => {
    const model = make();
    const renewed = resetClassifier(model, 3, { seed: 4 });
    const loaded = await savedAndLoaded(renewed);
    const x = image();
    expect(predict(loaded, x)).toEqual(predict(renewed, x));
    for (const thing of [x, model, renewed, loaded]) thing.dispose();
  });

  it('takes sequential models and recurrent ones', () => {
    for (const model of [digitCnn({ seed: 1 }), wordGru({ seed: 1 })]) {
      const renewed = resetClassifier(model, 3);
      expect(renewed.outputs[0]?.shape).toEqual([null, 3]);
      expect(renewed.layers.at(-1)?.name).toBe('logits');
      model.dispose();
      renewed.dispose();
    }
  });

  it('renews all layers from one on, which keep their widths', () => {
    const model = vgg11({ width: 1 / 32, hidden: 6, classes: 4, inputShape: [32, 32, 3] });
    const renewed = resetClassifier(model, 3, { from: 'classifier.0' });
    const widths = ['classifier.0', 'classifier.3', 'classifier.6'].map(
      (name) => renewed.getLayer(name).outputShape,
    );
    expect(widths).toEqual([
      [null, 6],
      [null, 6],
      [null, 3],
    ]);
    expect(renewed.getLayer('classifier.0')).not.toBe(model.getLayer('classifier.0'));
    expect(renewed.getLayer('classifier.2').getConfig()).toEqual(model.getLayer('classifier.2').getConfig());
    expect(renewed.getLayer('features.18')).toBe(model.getLayer('features.18'));
    model.dispose();
    renewed.dispose();
  });

  it("renews the last block of nin, with He's kernels in front of its ReLU", () => {
    const model = nin({ width: 1 / 32, inputShape: [67, 67, 1] });
    const renewed = resetClassifier(model, 4, { from: 'block4.conv1' });
    expect(renewed.outputs[0]?.shape).toEqual([null, 4]);
    expect(renewed.getLayer('block4.conv2').getWeights()[0]?.shape).toEqual([1, 1, 4, 4]);
    expect(renewed.getLayer('block4.conv3').getConfig().kernelInitializer).toMatchObject({
      className: 'RandomNormal',
    });
    model.dispose();
    renewed.dispose();
  });

  it('refuses what it cannot do, by a named error, and leaves nothing behind', () => {
    const model = make();
    const before = tf.memory().numTensors;
    for (const classes of [0, 2.5, Number.NaN])
      expect(() => resetClassifier(model, classes)).toThrow(ModelError);
    expect(() => resetClassifier(model, 2, { seed: 0.5 })).toThrow(/seed/);
    expect(() => resetClassifier(model, 2, { from: 'head' })).toThrow(/no layer named "head"/);
    expect(() => resetClassifier(model, 2, { from: 'layer4.1.conv1' })).toThrow(/no simple chain/);
    expect(() => resetClassifier(model, 2, { from: 'image' })).toThrow(/no simple chain/);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuses layers that it cannot make anew, and models without one output or without weights', () => {
    const normed = sequential({
      layers: [
        layers.dense({ name: 'dense', units: 2, inputShape: [3] }),
        layers.batchNormalization({ name: 'bn' }),
        layers.dense({ name: 'logits', units: 2 }),
      ],
    });
    const before = tf.memory().numTensors;
    expect(() => resetClassifier(normed, 2, { from: 'dense' })).toThrow(/bn is a BatchNormalization/);
    expect(tf.memory().numTensors).toBe(before);
    const x = input({ shape: [3] });
    const [a, b] = [layers.dense({ units: 2 }), layers.dense({ units: 2 })].map(
      (l) => l.apply(x) as SymbolicTensor,
    );
    const two = modelOf({ inputs: x, outputs: [a!, b!] });
    const none = sequential({ layers: [layers.flatten({ inputShape: [2, 2] })] });
    for (const model of [two, none]) expect(() => resetClassifier(model, 2)).toThrow(/must have one output/);
    for (const model of [normed, two, none]) model.dispose();
  });
});
