import { resnet20 } from '@gradlab/models';
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
import { channelGroups, formatGroups } from './channel-groups.ts';
import { pruneChannels } from './prune-channels.ts';
import { fill, outputs } from './test-networks.ts';

const printed = (network: LayersModel) => {
  const text = formatGroups(channelGroups(network));
  network.dispose();
  return text.split('\n');
};

it('follows channels through a sequential network, and prints them', () => {
  const before = tf.memory().numTensors;
  const network = sequential({ name: 'digits' });
  network.add(layers.conv2d({ name: 'conv1', filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }));
  network.add(layers.batchNormalization({ name: 'bn1' }));
  network.add(layers.depthwiseConv2d({ name: 'dw', kernelSize: 3, depthMultiplier: 2 }));
  network.add(layers.flatten({ name: 'flat' }));
  network.add(layers.dense({ name: 'hidden', units: 5 }));
  network.add(layers.dense({ name: 'logits', units: 3 }));
  expect(printed(network).slice(1)).toEqual([
    'conv1 => bn1 => dw => flat => (hidden), 4 channels',
    'hidden => (logits), 5 channels',
    'logits, 3 channels, kept: it is an output of the model',
  ]);
  expect(tf.memory().numTensors).toBe(before);
});

it('ties sums, and keeps concatenated channels apart', () => {
  const image = input({ shape: [4, 4, 1], name: 'image' });
  const conv = (name: string, filters: number, x: SymbolicTensor) =>
    layers.conv2d({ name, filters, kernelSize: 1 }).apply(x) as SymbolicTensor;
  const [a, b, c] = [conv('a', 2, image), conv('b', 2, image), conv('c', 3, image)];
  const sum = layers.add({ name: 'sum' }).apply([a, b]) as SymbolicTensor;
  const both = layers.concatenate({ name: 'both' }).apply([sum, c]) as SymbolicTensor;
  const network = model({ inputs: image, outputs: conv('out', 1, both) });
  expect(printed(network)).toEqual([
    'image => (a, b, c), 1 channel, kept: it is an input of the model',
    'a + b => sum => both => (out), 2 channels',
    'c => both => (out), 3 channels',
    'out, 1 channel, kept: it is an output of the model',
  ]);
});

it('keeps what goes through layers of which it knows nothing', () => {
  const network = sequential();
  network.add(layers.conv1d({ name: 'conv', filters: 4, kernelSize: 3, inputShape: [8, 2] }));
  network.add(layers.lstm({ name: 'memory', units: 3, recurrentInitializer: 'zeros' }));
  network.add(layers.dense({ name: 'logits', units: 2 }));
  const lines = printed(network);
  expect(lines).toContain('conv, 4 channels, kept: nothing is known of the channels of memory, a LSTM');
  expect(lines).toContain(
    'memory => (logits), 3 channels, kept: nothing is known of the channels of memory, a LSTM',
  );
});

it('ties the stages of a ResNet of option A where a shortcut joins them', () => {
  const network = resnet20({ zeros: 'around' });
  const groups = channelGroups(network).filter(({ pinned }) => pinned === undefined);
  network.dispose();
  // 9 blocks have channels of their own; the sums tie 16 of all stages, 16 more of the last two, and 32 of the last.
  expect(groups).toHaveLength(9 + 3);
  const sums = groups.filter(({ producers }) => producers.length > 1);
  expect(sums.map(({ channels, producers }) => [channels, producers.length])).toEqual([
    [16, 10],
    [16, 6],
    [32, 3],
  ]);
});

it('goes through squeeze and excitation, whose scales are reshaped', async () => {
  const image = input({ shape: [4, 4, 2], name: 'image' });
  const stem = layers.conv2d({ name: 'stem', filters: 6, kernelSize: 3, activation: 'relu' }).apply(image);
  const mean = layers.globalAveragePooling2d({ name: 'mean' }).apply(stem) as SymbolicTensor;
  const few = layers.dense({ name: 'few', units: 3, activation: 'relu' }).apply(mean);
  const many = layers.dense({ name: 'many', units: 6, activation: 'sigmoid' }).apply(few);
  const scales = layers.reshape({ name: 'scales', targetShape: [1, 1, 6] }).apply(many) as SymbolicTensor;
  const scaled = layers.multiply({ name: 'scaled' }).apply([stem as SymbolicTensor, scales]);
  const flat = layers.reshape({ name: 'flat', targetShape: [24] }).apply(scaled);
  const logits = layers.dense({ name: 'logits', units: 2 }).apply(flat) as SymbolicTensor;
  const network = fill(model({ inputs: image, outputs: logits }), 3);
  const [, tied, inner] = channelGroups(network);
  expect(tied).toMatchObject({
    producers: ['stem', 'many'],
    channels: 6,
    pinned: expect.stringMatching(/flat/),
  });
  expect(inner).toEqual({ producers: ['few'], through: [], consumers: ['many'], channels: 3 });

  const pooled = layers.globalMaxPooling2d({ name: 'pool' }).apply(scaled);
  const open = model({
    inputs: image,
    outputs: layers.dense({ name: 'out', units: 2 }).apply(pooled) as SymbolicTensor,
  });
  // Units 1 and 4 of both, which multiply each other, become 0.
  for (const name of ['stem', 'many']) {
    const weights = open.getLayer(name).getWeights();
    const masked = tf.tidy(() => weights.map((value) => tf.mul(value, tf.tensor1d([1, 0, 1, 1, 0, 1]))));
    open.getLayer(name).setWeights(masked);
    tf.dispose(masked);
  }
  const scores = new Map(['stem', 'many'].map((name) => [name, [1, 0, 1, 1, 0, 1]]));
  const options = { ratio: 1 / 3, ignore: ['few'], importance: async () => scores };
  const smaller = await pruneChannels(open, options);
  expect(smaller.getLayer('scales').getConfig().targetShape).toEqual([1, 1, 4]);
  const x = tf.randomUniform([2, 4, 4, 2], -1, 1, 'float32', 1);
  // Means over the same four numbers of a place; only products with 0 are left out.
  const [wanted, found] = [outputs(open, x), outputs(smaller, x)];
  for (const [i, value] of wanted.entries()) expect(found[i]).toBeCloseTo(value, 5);
  x.dispose();
  for (const one of [network, smaller]) one.dispose();
});

it('keeps what a softmax or its logarithm divides by a sum, in whatever layer it is', () => {
  const image = input({ shape: [4, 4, 2], name: 'image' });
  const conv = (name: string, x: unknown, activation?: 'softmax') =>
    layers
      .conv2d({ name, filters: 3, kernelSize: 1, ...(activation ? { activation } : {}) })
      .apply(x as SymbolicTensor) as SymbolicTensor;
  const log = layers
    .activation({ name: 'log', activation: 'logSoftmax' as 'softmax' })
    .apply(conv('a', image));
  const shares = layers.depthwiseConv2d({ name: 'shares', kernelSize: 1, activation: 'softmax' });
  const last = conv('c', shares.apply(conv('b', log)));
  const groups = channelGroups(model({ inputs: image, outputs: conv('out', conv('d', last, 'softmax')) }));
  const free = groups.filter(({ pinned }) => pinned === undefined);
  expect(free.map(({ producers }) => producers)).toEqual([['c']]);
});

it('ties what a shared layer reads, and keeps what a nested model reads and makes', async () => {
  const image = input({ shape: [4, 4, 2], name: 'image' });
  const conv = (name: string, filters: number) => layers.conv2d({ name, filters, kernelSize: 1 });
  const shared = conv('shared', 4);
  const [a, b] = ['a', 'b'].map((name) => conv(name, 3).apply(image) as SymbolicTensor) as [
    SymbolicTensor,
    SymbolicTensor,
  ];
  const sum = layers.add({ name: 'sum' }).apply([shared.apply(a), shared.apply(b)] as SymbolicTensor[]);
  const inner = sequential({ name: 'inner' });
  inner.add(layers.conv2d({ name: 'within', filters: 2, kernelSize: 1, inputShape: [4, 4, 5] }));
  const wide = conv('wide', 5).apply(sum) as SymbolicTensor;
  const out = conv('out', 1).apply(inner.apply(wide) as SymbolicTensor) as SymbolicTensor;
  const network = model({ inputs: image, outputs: out });
  expect(formatGroups(channelGroups(network)).split('\n').slice(1)).toEqual([
    'a + b => (shared), 3 channels',
    'shared => sum => (wide), 4 channels',
    'wide, 5 channels, kept: nothing is known of the channels of inner, a Sequential',
    'inner => (out), 2 channels, kept: nothing is known of the channels of inner, a Sequential',
    'out, 1 channel, kept: it is an output of the model',
  ]);
  const smaller = await pruneChannels(network, { ratio: 0.5 });
  expect(smaller.getLayer('shared').getWeights()[0]?.shape).toEqual([1, 1, 1, 2]);
  const weights = (one: LayersModel) => Array.from(one.getLayer('inner').getWeights()[0]!.dataSync());
  expect(weights(smaller)).toEqual(weights(network));
  const x = tf.ones([1, 4, 4, 2]);
  expect(outputs(smaller, x)).toHaveLength(16);
  x.dispose();
  network.dispose();
  smaller.dispose();
});
