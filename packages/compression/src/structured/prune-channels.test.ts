import { resnet20, summary } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { bnScale, fpgm, type Importance, l1, l2 } from './importance.ts';
import { pruneChannels } from './prune-channels.ts';
import { removable } from './pruning-plan.ts';
import { taylor } from './taylor.ts';
import { fill, outputs, savedAndLoaded } from './test-networks.ts';

/** Two dense layers; the columns of the first are what its units cost. */
function twoDense(): LayersModel {
  const network = sequential({ name: 'two' });
  network.add(layers.dense({ name: 'hidden', units: 3, inputShape: [2], activation: 'relu' }));
  network.add(layers.dense({ name: 'logits', units: 2 }));
  const values = [
    tf.tensor2d([3, 1, -2, -3, 1, 2], [2, 3]),
    tf.tensor1d([7, 8, 9]),
    tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]),
    tf.tensor1d([0, 1]),
  ];
  network.setWeights(values);
  tf.dispose(values);
  return network;
}

const weights = (network: LayersModel) => network.getWeights().map((weight) => Array.from(weight.dataSync()));

const fixed =
  (name: string, scores: readonly number[]): Importance =>
  async () =>
    new Map([[name, scores]]);

async function keptOf(importance: Importance, network = twoDense()): Promise<number[]> {
  const smaller = await pruneChannels(network, { ratio: 1 / 3, importance });
  const [, bias] = weights(smaller);
  network.dispose();
  smaller.dispose();
  return bias as number[];
}

describe('pruneChannels', () => {
  it('deletes a column, its bias and a row', async () => {
    const network = twoDense();
    const smaller = await pruneChannels(network, { ratio: 0.3, importance: l1 });
    expect(weights(smaller)).toEqual([
      [3, -2, -3, 2],
      [7, 9],
      [1, 2, 5, 6],
      [0, 1],
    ]);
    expect(weights(network)[1]).toEqual([7, 8, 9]);
    network.dispose();
    smaller.dispose();
  });

  it('deletes the rows of all places behind flattening: (h W + w) C + c', async () => {
    const network = sequential();
    network.add(layers.conv2d({ name: 'conv', filters: 3, kernelSize: 1, inputShape: [2, 2, 1] }));
    network.add(layers.flatten());
    network.add(layers.dense({ name: 'logits', units: 1, useBias: false }));
    const values = [
      tf.tensor4d([5, 1, 4], [1, 1, 1, 3]),
      tf.zeros([3]),
      tf.tensor2d([...Array(12).keys()], [12, 1]),
    ];
    network.setWeights(values);
    const smaller = await pruneChannels(network, { ratio: 0.3 });
    expect(weights(smaller)[2]).toEqual([0, 2, 3, 5, 6, 8, 9, 11]);
    tf.dispose(values);
    network.dispose();
    smaller.dispose();
  });

  it('takes from a ResNet-20 its share of multiply-adds, and leaves an ordinary model', async () => {
    const network = fill(resnet20({ zeros: 'around' }), 5);
    const before = tf.memory().numTensors;
    const smaller = await pruneChannels(network, { macs: 0.3, roundTo: 2, ignore: ['stem_conv'] });
    const [all, left] = [summary(network).macs as number, summary(smaller).macs as number];
    expect(left / all).toBeLessThanOrEqual(0.7);
    expect(left / all).toBeGreaterThan(0.66);
    expect(smaller.getLayer('stem_conv').getWeights()[0]?.shape).toEqual([3, 3, 3, 16]);
    for (const { layer } of smaller.layers.map((layer) => ({ layer }))) {
      if (layer.getClassName() === 'Conv2D') expect((layer.outputShape as number[]).at(-1)! % 2).toBe(0);
    }
    const loaded = await savedAndLoaded(smaller);
    const x = tf.randomUniform([1, 32, 32, 3], 0, 1, 'float32', 1);
    expect(outputs(loaded, x)).toEqual(outputs(smaller, x));
    x.dispose();
    smaller.dispose();
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  it('takes layers that began as identities, which only squares can be', async () => {
    const identity = (name: string) =>
      layers.dense({ name, units: 4, inputShape: [4], kernelInitializer: 'identity' });
    const network = sequential({ layers: [identity('one'), identity('two'), identity('logits')] });
    const smaller = await pruneChannels(network, { ratio: 0.5 });
    expect(smaller.getLayer('two').getWeights()[0]?.shape).toEqual([2, 2]);
    // Said of it when it was made, and no longer true.
    expect(smaller.getLayer('two').getConfig()).not.toHaveProperty('batchInputShape');
    expect(smaller.getLayer('one').getConfig()).toHaveProperty('batchInputShape', [null, 4]);
    network.dispose();
    smaller.dispose();
  });

  it('goes through the shortcuts of option A', async () => {
    const network = fill(resnet20({ zeros: 'around' }), 5);
    const smaller = await pruneChannels(network, { ratio: 0.5 });
    // 16 channels of zeros stand around the 16 of the first stage: half of each stay, on whichever side.
    const [first = 0, second = 0] = smaller.getLayer('stage2_1_shortcut').getConfig().zeros as number[];
    expect(first + second).toBe(8);
    expect(smaller.getLayer('logits').getWeights()[0]?.shape).toEqual([32, 10]);
    const loaded = await savedAndLoaded(smaller);
    expect(loaded.outputs[0]?.shape).toEqual([null, 10]);
    for (const one of [network, smaller, loaded]) one.dispose();
  });

  it('chooses over the whole network where it is told to, and never all of a group', async () => {
    const network = twoDense();
    const smaller = await pruneChannels(network, {
      ratio: 0.99,
      scope: 'global',
      importance: fixed('hidden', [3, 1, 2]),
    });
    expect(weights(smaller)[1]).toEqual([7]);
    network.dispose();
    smaller.dispose();
  });

  it.each([
    [10, 3, 1, 3],
    [10, 10, 1, 9],
    [10, 3, 4, 2],
    [10, 9, 4, 6],
    [3, 2, 4, 0],
    [1, 1, 1, 0],
  ])(
    'removes of %i channels, where %i are to go and a multiple of %i to stay, %i',
    (channels, wanted, to, gone) => {
      expect(removable(channels, wanted, to)).toBe(gone);
    },
  );

  it.each([
    [{}, /one of 'ratio' and 'macs'/],
    [{ ratio: 0.5, macs: 0.5 }, /one of 'ratio' and 'macs'/],
    [{ ratio: 1 }, /ratio must be in \[0, 1\)/],
    [{ macs: 0 }, /macs must be in \(0, 1\)/],
    [{ ratio: 0.5, roundTo: 0 }, /roundTo/],
    [{ ratio: 0.5, scope: 'all' }, /scope/],
    [{ ratio: 0.5, ignore: ['nobody'] }, /no layer named "nobody"/],
    [{ ratio: 0.5, amount: 1 }, /no option amount/],
    [{ ratio: 0.5, importance: 'l1' }, /function/],
    [{ ratio: 0.5, importance: fixed('hidden', [1, 2]) }, /importance of hidden must be 3/],
    [{ ratio: 0.5, importance: fixed('hidden', [1, 2, Number.NaN]) }, /one of them NaN/],
    [{ ratio: 0.5, importance: bnScale }, /no channel of two may be removed/],
    [{ ratio: 0.5, ignore: ['hidden'] }, /no channel of two may be removed/],
    [{ macs: 0.9 }, /at most 66.7 %/],
  ])('refuses %j', async (options, message) => {
    const network = twoDense();
    const pruned = pruneChannels(network, options as Parameters<typeof pruneChannels>[1]);
    await expect(pruned).rejects.toThrow(InvalidOptionError);
    await expect(pruned).rejects.toThrow(message);
    network.dispose();
  });
});

describe('importance', () => {
  it('is the sum of sizes, or the norm', async () => {
    const network = twoDense();
    expect([...((await l1(network)).get('hidden') as Float32Array)]).toEqual([6, 2, 4]);
    const norms = (await l2(network)).get('hidden') as Float32Array;
    for (const [i, square] of [18, 2, 8].entries()) expect(norms[i]).toBeCloseTo(Math.sqrt(square), 5);
    network.dispose();
  });

  it('is the distance to the other filters', async () => {
    const network = twoDense();
    // Columns (3, -3), (1, 1), (-2, 2).
    const [ab, ac, bc] = [Math.hypot(2, 4), Math.hypot(5, 5), Math.hypot(3, 1)] as const;
    const sums = (await fpgm(network)).get('hidden') as Float32Array;
    for (const [i, sum] of [ab + ac, ab + bc, ac + bc].entries()) expect(sums[i]).toBeCloseTo(sum, 5);
    network.dispose();
  });

  it('is the scale of batch norm', async () => {
    const network = sequential();
    network.add(layers.dense({ name: 'hidden', units: 3, inputShape: [2], useBias: false }));
    network.add(layers.batchNormalization({ name: 'bn' }));
    network.add(layers.dense({ name: 'logits', units: 2 }));
    const gamma = tf.tensor1d([-2, 0.5, 1]);
    const [, ...others] = network.getLayer('bn').getWeights();
    network.getLayer('bn').setWeights([gamma, ...others]);
    expect([...((await bnScale(network)).get('bn') as Float32Array)]).toEqual([2, 0.5, 1]);
    const smaller = await pruneChannels(network, { ratio: 1 / 3, importance: bnScale });
    expect(Array.from(smaller.getLayer('bn').getWeights()[0]!.dataSync())).toEqual([-2, 1]);
    gamma.dispose();
    network.dispose();
    smaller.dispose();
  });

  it('is the square of what a channel does to the loss, to first order', async () => {
    const network = twoDense();
    const [xs, ys] = [tf.tensor2d([[1, 0.5]]), tf.tensor2d([[0, 0]])];
    const before = tf.memory().numTensors;
    // The loss is the first output: hidden units give 1, 3 and 5 times theirs. All are above zero, so that d loss / d w_ij = x_i v_j.
    const loss = (_: tf.Tensor, logits: tf.Tensor) =>
      tf.tidy(() => tf.mean(tf.slice(logits, [0, 0], [-1, 1])) as tf.Scalar);
    const scores = await taylor([{ xs, ys }], { loss })(network);
    expect(tf.memory().numTensors).toBe(before);
    const expected = [(3 - 1.5) * 1, (1 + 0.5) * 3, (-2 + 1) * 5].map((product) => product ** 2);
    for (const [i, value] of expected.entries()) expect(scores.get('hidden')![i]).toBeCloseTo(value, 4);
    expect(await keptOf(taylor([{ xs, ys }], { loss }))).toEqual([8, 9]);
    tf.dispose([xs, ys]);
    network.dispose();
    expect(() => taylor([])).toThrow(InvalidOptionError);
  });
});
