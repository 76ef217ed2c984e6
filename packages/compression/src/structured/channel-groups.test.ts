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
import { outputs } from './test-networks.ts';

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
