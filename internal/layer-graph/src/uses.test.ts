import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { readBy, useOf, usesInOrder, usesOf } from './uses.ts';

const dense = (name: string) => layers.dense({ name, units: 3 });
const of = (layer: layers.Layer, ...inputs: SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs) as SymbolicTensor;
const names = (uses: readonly { readonly outboundLayer: layers.Layer }[]) =>
  uses.map(({ outboundLayer }) => outboundLayer.name);

it('has each use once and behind what it reads', () => {
  const image = input({ shape: [3], name: 'image' });
  const shared = dense('shared');
  const once = of(shared, image);
  const twice = of(shared, once);
  const sum = of(layers.add({ name: 'sum' }), image, twice, once);
  const uses = usesInOrder([sum, once]);
  expect(names(uses)).toEqual(['image', 'shared', 'shared', 'sum']);
  for (const [i, use] of uses.entries()) {
    for (const tensor of readBy(use)) expect(uses.indexOf(useOf(tensor))).toBeLessThan(i);
  }
  expect(usesOf([sum]).get(shared)).toEqual([useOf(once), useOf(twice)]);
  shared.dispose();
});

it('leaves out what a layer does in other models, and makes no tensor', () => {
  const image = input({ shape: [3], name: 'image' });
  const shared = dense('shared');
  const [here, there] = [of(shared, image), of(dense('other'), image)];
  of(shared, there);
  const before = tf.memory().numTensors;
  expect(usesOf([here]).get(shared)).toEqual([useOf(here)]);
  expect(names(usesInOrder([here]))).toEqual(['image', 'shared']);
  expect(readBy(useOf(image))).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
  model({ inputs: image, outputs: here }).dispose();
});

it('goes through a thousand layers', () => {
  const image = input({ shape: [3], name: 'image' });
  let tensor = image;
  for (let i = 0; i < 1000; i++) tensor = of(layers.reLU({ name: `relu${i}` }), tensor);
  expect(usesInOrder([tensor])).toHaveLength(1001);
});
