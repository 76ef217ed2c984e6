import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { digitCnn } from '../digit-cnn.ts';
import { ModelError } from '../errors.ts';
import { resnet18 } from '../resnet.ts';
import { noise } from '../test-formula.ts';
import { predict, savedAndLoaded, valuesOf } from '../test-support.ts';
import { features } from './features.ts';

const make = () => resnet18({ width: 1 / 16, classes: 3, inputShape: [32, 32, 3], seed: 2 });
const image = () => noise('image', [2, 32, 32, 3]);

describe('features', () => {
  it('gives what the classifier sees', () => {
    const model = make();
    const part = features(model, 'avgpool');
    const x = image();
    const logits = tf.tidy(() =>
      valuesOf(model.getLayer('fc').apply(part.predict(x) as tf.Tensor) as tf.Tensor),
    );
    expect(logits).toEqual(predict(model, x));
    expect(part.outputs[0]?.shape).toEqual([null, 32]);
    for (const thing of [x, part, model]) thing.dispose();
  });

  it('gives several layers at once', () => {
    const model = make();
    const part = features(model, ['layer2.1', 'layer4.1']);
    const x = image();
    const outputs = part.predict(x) as tf.Tensor[];
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [2, 4, 4, 8],
      [2, 1, 1, 32],
    ]);
    for (const thing of [x, ...outputs, part, model]) thing.dispose();
  });

  it('takes sequential models, and is saved and loaded as any', async () => {
    const model = digitCnn({ seed: 1 });
    const part = features(model, 'dense1');
    const loaded = await savedAndLoaded(part);
    const x = noise('image', [1, 28, 28, 1]);
    expect(predict(loaded, x)).toEqual(predict(part, x));
    for (const thing of [x, loaded, part, model]) thing.dispose();
  });

  it.each([
    ['the part first', 0],
    ['the whole first', 1],
  ])('may be disposed with the model in any order: %s', (_, first) => {
    const before = tf.memory().numTensors;
    const model = make();
    const both = [features(model, 'layer1.0'), model] as const;
    both[first as 0 | 1].dispose();
    const x = image();
    predict(both[(1 - first) as 0 | 1], x);
    x.dispose();
    both[(1 - first) as 0 | 1].dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses layers that are not there, by name, and lists those like them', () => {
    const model = make();
    expect(() => features(model, 'layer2.7')).toThrow(ModelError);
    expect(() => features(model, 'layer2.7')).toThrow(/"layer2.7".*layer2\.0\.conv1/);
    expect(() => features(model, 'nothing')).toThrow(/It has image, conv1/);
    expect(() => features(model, [])).toThrow(ModelError);
    model.dispose();
  });

  it('refuses a layer of two outputs', () => {
    const dense = layers.dense({ name: 'twice', units: 2, inputShape: [2] });
    const model = sequential({ layers: [dense, dense] });
    expect(() => features(model, 'twice')).toThrow(/used 2 times/);
    model.dispose();
  });
});
