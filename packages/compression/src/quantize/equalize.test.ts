import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { equalizeChannels } from './equalize.ts';
import { quantize } from './quantize.ts';

const normal = (seed: number) => initializers.randomNormal({ stddev: 0.5, seed });

/** Scales the last axis of a weight by three decades. */
function spread(model: LayersModel, layer: string, name: string, power = 1) {
  const weight = model
    .getLayer(layer)
    .weights.find(({ originalName }) => originalName === `${layer}/${name}`)!;
  const channels = layer === 'depth' && name === 'depthwise_kernel' ? weight.shape[2]! : weight.shape.at(-1)!;
  const value = tf.tidy(() => {
    const factors = Array.from(
      { length: channels },
      (_, c) => 10 ** ((power * 3 * c) / (channels - 1) - 1.5 * power),
    );
    const shape = name === 'depthwise_kernel' ? [channels, 1] : [channels];
    return tf.mul(weight.read(), tf.tensor(factors, shape));
  });
  weight.write(value);
  value.dispose();
}

/** A depthwise convolution whose channels differ by three decades, which batch norm undoes. */
function normed(): LayersModel {
  const model = sequential({
    layers: [
      layers.depthwiseConv2d({
        name: 'depth',
        inputShape: [8, 8, 8],
        kernelSize: 3,
        depthwiseInitializer: normal(1),
        biasInitializer: normal(2),
      }),
      layers.batchNormalization({
        name: 'bn',
        gammaInitializer: normal(3),
        betaInitializer: normal(4),
        movingMeanInitializer: normal(5),
      }),
      layers.reLU({ name: 'relu6', maxValue: 6 }),
    ],
  });
  for (const [layer, name, power] of [
    ['depth', 'depthwise_kernel', 1],
    ['depth', 'bias', 1],
    ['bn', 'moving_mean', 1],
    ['bn', 'moving_variance', 2],
  ] as const) {
    spread(model, layer, name, power);
  }
  return model;
}

function chained(): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({
        name: 'conv',
        inputShape: [6, 6, 2],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: normal(1),
        biasInitializer: normal(2),
      }),
      layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'dense', units: 5, kernelInitializer: normal(3), biasInitializer: normal(4) }),
      layers.reLU({ name: 'relu' }),
      layers.dense({ name: 'logits', units: 3, kernelInitializer: normal(5) }),
    ],
  });
  spread(model, 'conv', 'kernel');
  spread(model, 'conv', 'bias');
  return model;
}

const outputOf = (model: LayersModel) =>
  tf.tidy(() => {
    const x = tf.randomNormal([4, ...(model.inputs[0]!.shape.slice(1) as number[])], 0, 1, 'float32', 7);
    return Array.from((model.predict(x) as tf.Tensor).dataSync());
  });
const signal = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
const decibels = (wanted: readonly number[], found: readonly number[]) =>
  10 * Math.log10(signal(wanted) / signal(wanted.map((value, i) => value - found[i]!)));

async function quantized(model: LayersModel) {
  const loaded = await loadLayersModel(tf.io.fromMemory(await quantize(model)));
  const output = outputOf(loaded);
  loaded.dispose();
  return output;
}

describe('equalizeChannels', () => {
  it.each([
    ['batch norm', normed, 15],
    ['a ReLU chain', chained, 3],
  ])('leaves what %s computes, and makes it survive uint8', async (_, make, gained) => {
    const before = tf.memory().numTensors;
    const model = make();
    const wanted = outputOf(model);
    const { model: equal, layers: done } = await equalizeChannels(model);
    expect(outputOf(model)).toEqual(wanted);
    // Rounding alone: 24 bits are 144 dB, and a few hundred roundings of sums cost less than 40.
    expect(decibels(wanted, outputOf(equal))).toBeGreaterThan(100);
    expect(done[0]!.ratio).toBeGreaterThan(100);
    const [plain, better] = [
      decibels(wanted, await quantized(model)),
      decibels(wanted, await quantized(equal)),
    ];
    expect(better).toBeGreaterThan(plain + gained);
    model.dispose();
    equal.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes the largest weight of every channel 1 where a norm follows', async () => {
    const model = normed();
    const { model: equal, layers: done, skipped } = await equalizeChannels(model);
    const maxima = tf.tidy(() =>
      Array.from(tf.max(tf.abs(equal.getLayer('depth').weights[0]!.read()), [0, 1, 3]).dataSync()),
    );
    expect(maxima).toEqual(Array.from({ length: 8 }, () => 1));
    expect(done.map(({ layer, into }) => [layer, into])).toEqual([['depth', 'bn']]);
    expect(skipped).toEqual([]);
    model.dispose();
    equal.dispose();
  });

  const image = () => input({ shape: [5, 5, 3] });
  const norm = () =>
    layers.batchNormalization({ movingMeanInitializer: normal(3), gammaInitializer: normal(4) });
  const conv = () =>
    layers.conv2d({ filters: 3, kernelSize: 3, kernelInitializer: normal(1), name: 'first' });
  it.each<[string, (x: SymbolicTensor) => SymbolicTensor[]]>([
    [
      'a transposed convolution, whose kernel has its outputs elsewhere',
      (x) => {
        const options = { filters: 3, kernelSize: 3, kernelInitializer: normal(1) };
        const y = layers.conv2dTranspose({ ...options, name: 'first' }).apply(x);
        return [norm().apply(y) as SymbolicTensor];
      },
    ],
    [
      'a separable convolution, which has two kernels',
      (x) => {
        const options = { depthwiseInitializer: normal(1), pointwiseInitializer: normal(2) };
        const y = layers.separableConv2d({ filters: 3, kernelSize: 3, ...options, name: 'first' }).apply(x);
        return [norm().apply(y) as SymbolicTensor];
      },
    ],
    [
      'a norm over places',
      (x) => [layers.batchNormalization({ axis: 1 }).apply(conv().apply(x)) as SymbolicTensor],
    ],
    [
      'a convolution that is an output itself',
      (x) => {
        const y = conv().apply(x) as SymbolicTensor;
        return [y, norm().apply(y) as SymbolicTensor];
      },
    ],
    [
      'a ReLU that is an output itself',
      (x) => {
        const y = layers.reLU().apply(conv().apply(x)) as SymbolicTensor;
        return [y, layers.conv2d({ filters: 2, kernelSize: 3 }).apply(y) as SymbolicTensor];
      },
    ],
  ])('leaves %s as it is', async (_, make) => {
    const before = tf.memory().numTensors;
    const x = image();
    const model = modelOf({ inputs: x, outputs: make(x) });
    const { model: equal, layers: done, skipped } = await equalizeChannels(model);
    expect(done).toEqual([]);
    expect(skipped[0]!.layer).toBe('first');
    const [old, now] = [model, equal].map((one) => one.getWeights().map((value) => value.dataSync()));
    expect(now).toEqual(old);
    model.dispose();
    equal.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says what it left and why', async () => {
    const x = input({ shape: [3] });
    const one = (name: string, extra = {}) => layers.dense({ name, units: 3, ...extra });
    const shared = one('shared', { activation: 'relu' }).apply(x) as SymbolicTensor;
    const a = layers.reLU({ maxValue: 6, name: 'six' }).apply(one('a').apply(shared)) as SymbolicTensor;
    const b = layers
      .batchNormalization({ name: 'bare', scale: false })
      .apply(one('b', { activation: 'tanh' }).apply(shared)) as SymbolicTensor;
    const model = modelOf({
      inputs: x,
      outputs: layers
        .add()
        .apply([one('c', { activation: 'sigmoid' }).apply(a) as SymbolicTensor, b]) as SymbolicTensor,
    });
    const { model: equal, layers: done, skipped } = await equalizeChannels(model);
    expect(done).toEqual([]);
    expect(Object.fromEntries(skipped.map(({ layer, reason }) => [layer, reason]))).toEqual({
      shared: 'no single layer reads it, or it is an output',
      a: 'six (ReLU) takes no scales',
      b: 'bare has no gamma to take the scales',
      c: 'its activation is sigmoid',
    });
    model.dispose();
    equal.dispose();
  });
});
