import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as modelOf, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { mlp } from '../mlp.ts';
import { resnet18 } from '../resnet.ts';
import { rowRnn } from '../row-rnn.ts';
import { wordGru } from '../word-gru.ts';
import { formatSummary } from './format-summary.ts';
import { create, type ModelName } from './registry.ts';
import { summary } from './summary.ts';

describe('summary', () => {
  // torchvision's own figures, in units of 10^9, rounded to three places.
  it.skipIf(tf.getBackend() !== 'cpu').each([
    ['alexnet', 0.714],
    ['vgg11', 7.609],
    ['vgg13', 11.308],
    ['vgg16', 15.47],
    ['vgg19', 19.632],
    ['googlenet', 1.498],
    ['resnet18', 1.814],
    ['resnet34', 3.664],
    ['resnet50', 4.089],
    ['resnet101', 7.801],
    ['resnet152', 11.514],
    ['densenet121', 2.834],
    ['densenet161', 7.728],
    ['densenet169', 3.36],
    ['densenet201', 4.291],
    ['mobilenetV2', 0.301],
    // The paper's table 4.
    ['mobilenetV1', 0.569],
  ] as const)('%s needs %f billion multiply-adds (built on cpu alone)', (name, billions) => {
    const model = create(name as ModelName & 'vgg16', { initialWeights: 'zeros' });
    const { macs = 0 } = summary(model);
    expect(Math.round(macs / 1e6) / 1e3).toBe(billions);
    model.dispose();
  });

  it('counts by hand what a small network holds', () => {
    const model = mlp({ units: [4, 3, 2] });
    const { layers: rows, ...totals } = summary(model);
    const row = { className: 'Dense', movingStatistics: 0 };
    expect(rows.slice(-2)).toEqual([
      {
        ...row,
        name: 'dense1',
        inputs: [rows.at(-3)?.name ?? expect.any(String)],
        outputShape: [null, 3],
        parameters: 15,
        trainable: 15,
        macs: 12,
      },
      {
        ...row,
        name: 'logits',
        inputs: ['dense1'],
        outputShape: [null, 2],
        parameters: 8,
        trainable: 8,
        macs: 6,
      },
    ]);
    expect(totals).toEqual({ name: 'mlp', parameters: 23, movingStatistics: 0, trainable: 23, macs: 18 });
    model.dispose();
  });

  it('counts convolutions of every kind by hand', () => {
    const model = sequential({ name: 'convolutions' });
    model.add(
      layers.conv2d({ inputShape: [8, 6, 3], filters: 5, kernelSize: [3, 2], strides: 2, padding: 'same' }),
    );
    model.add(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 }));
    model.add(layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2 }));
    model.add(layers.batchNormalization());
    expect(summary(model).layers.map(({ macs }) => macs)).toEqual([
      4 * 3 * (3 * 2 * 3 * 5),
      4 * 3 * (9 * 5 * 2),
      4 * 3 * (4 * 10 * 4),
      0,
    ]);
    model.dispose();
  });

  it('counts a recurrent step per step', () => {
    const model = rowRnn({ hidden: 5, depth: 1, classes: 2 });
    const rnn = summary(model).layers.find(({ className }) => className === 'TorchRnn');
    expect(rnn?.macs).toBe(32 * (96 * 5 + 5 * 5));
    model.dispose();
  });

  it('does not guess where a length or a layer is unknown', () => {
    const words = wordGru();
    expect(summary(words).macs).toBeUndefined();
    expect(summary(words).layers.at(-1)?.macs).toBe(128 * 5);
    words.dispose();
    const separable = sequential({
      layers: [layers.separableConv2d({ inputShape: [4, 4, 2], filters: 3, kernelSize: 3 })],
    });
    expect(summary(separable).macs).toBe(2 * 2 * (3 * 3 * 2 + 2 * 3));
    separable.dispose();
    const wrapped = sequential({
      layers: [layers.timeDistributed({ layer: layers.dense({ units: 2 }), inputShape: [4, 3] })],
    });
    expect(summary(wrapped).macs).toBeUndefined();
    expect(formatSummary(summary(wrapped))).toMatch(/\? multiply-adds/);
    wrapped.dispose();
  });

  it('counts a shared layer per use, a nested model as one layer, and no other use of either', () => {
    const inner = sequential({
      name: 'inner',
      layers: [layers.dense({ units: 4, inputShape: [4], useBias: false })],
    });
    const [a, b] = [input({ shape: [4] }), input({ shape: [4] })];
    const both = [a, b, input({ shape: [4] })].map((x) => inner.apply(x) as SymbolicTensor);
    const model = modelOf({
      inputs: [a, b],
      outputs: layers.add().apply(both.slice(0, 2)) as SymbolicTensor,
    });
    expect(summary(model)).toMatchObject({ parameters: 16, macs: 32 });
    model.dispose();
  });

  it('tells frozen parameters from those that are trained, and moving statistics from both', () => {
    const model = resnet18({ width: 1 / 32, classes: 3, inputShape: [32, 32, 3] });
    const all = summary(model);
    expect(all.trainable).toBe(all.parameters);
    expect(all.parameters + all.movingStatistics).toBe(model.countParams());
    model.getLayer('conv1').trainable = false;
    model.getLayer('bn1').trainable = false;
    const { layers: rows, ...frozen } = summary(model);
    expect(frozen).toMatchObject({
      parameters: all.parameters,
      trainable: all.parameters - (49 * 3 * 2 + 4),
    });
    expect(rows.find(({ name }) => name === 'bn1')).toMatchObject({
      parameters: 4,
      movingStatistics: 4,
      trainable: 0,
    });
    expect(rows.find(({ name }) => name === 'layer1.0.add')?.inputs).toEqual(['layer1.0.bn2', 'maxpool']);
    model.dispose();
  });

  it('allocates nothing', () => {
    const model = mlp({ units: [4, 3] });
    const before = tf.memory().numTensors;
    formatSummary(summary(model));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('formatSummary', () => {
  it('is a table with its totals', () => {
    const model = mlp({ units: [784, 300, 10], inputShape: [28, 28, 1] });
    const [head, rule, ...lines] = formatSummary(summary(model)).split('\n');
    expect(head).toBe('layer    class    output    parameters     MACs');
    expect(rule).toBe('-'.repeat(head?.length ?? 0));
    expect(lines.slice(-4)).toEqual([
      'dense1   Dense    [N, 300]     235 500  235 200',
      'logits   Dense    [N, 10]        3 010    3 000',
      rule,
      'mlp: 238 510 parameters (238 510 trainable), 0 moving statistics, 238 200 multiply-adds per example',
    ]);
    model.dispose();
  });
});
