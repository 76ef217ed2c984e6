import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { layerMacs, macsOf } from './macs.ts';
import { useOf } from './uses.ts';

const counted = (network: LayersModel) => {
  const found = layerMacs(network);
  network.dispose();
  return found;
};

it('counts what each kernel multiplies', () => {
  const before = tf.memory().numTensors;
  const network = sequential({
    layers: [
      layers.conv2d({ name: 'conv', inputShape: [8, 8, 3], filters: 5, kernelSize: 3, strides: 2 }),
      layers.batchNormalization({ name: 'norm' }),
      layers.prelu({ name: 'prelu' }),
      layers.separableConv2d({ name: 'separable', filters: 4, kernelSize: 2, padding: 'same' }),
      layers.depthwiseConv2d({ name: 'depth', kernelSize: 3, depthMultiplier: 2 }),
      layers.conv2dTranspose({ name: 'up', filters: 2, kernelSize: 3, strides: 2 }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ name: 'logits', units: 10 }),
    ],
  });
  expect(counted(network)).toEqual({
    ...{ conv_input: 0, norm: 0, prelu: 0, flat: 0 },
    conv: 3 * 3 * (3 * 3 * 3 * 5),
    separable: 3 * 3 * (2 * 2 * 5 + 5 * 4),
    depth: 3 * 3 * 4 * 2,
    up: 3 * 3 * 8 * 2,
    logits: 3 * 3 * 2 * 10,
  });
  expect(tf.memory().numTensors).toBe(before);
});

it('counts steps of recurrent layers, uses of shared ones, and what is nested', () => {
  const image = input({ shape: [7, 3], name: 'image' });
  const shared = layers.dense({ name: 'shared', units: 3 });
  const twice = shared.apply(shared.apply(image)) as SymbolicTensor;
  const memory = layers.lstm({ name: 'memory', units: 5, recurrentInitializer: 'zeros' }).apply(twice);
  const inner = sequential({ name: 'inner' });
  inner.add(layers.dense({ name: 'within', units: 2, inputShape: [5] }));
  const outputs = inner.apply(memory as SymbolicTensor) as SymbolicTensor;
  const network = model({ inputs: image, outputs });
  expect(macsOf(inner, useOf(outputs))).toBe(10);
  expect(counted(network)).toMatchObject({ shared: 2 * 7 * 9, memory: 7 * 4 * (3 * 5 + 5 * 5), within: 10 });
});

it('says nothing of what it does not know', () => {
  const any = sequential({
    layers: [layers.conv2d({ name: 'conv', inputShape: [null, 8, 1], filters: 2, kernelSize: 1 })],
  });
  expect(counted(any).conv).toBeUndefined();
  const wrapped = layers.timeDistributed({
    name: 'wrapped',
    layer: layers.dense({ units: 2 }),
    inputShape: [4, 3],
  });
  expect(counted(sequential({ layers: [wrapped] })).wrapped).toBeUndefined();
});
