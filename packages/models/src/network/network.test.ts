import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { alexnet } from '../alexnet.ts';
import { densenet } from '../densenet.ts';
import { googlenet } from '../googlenet.ts';
import { mobilenetV1 } from '../mobilenet-v1.ts';
import { mobilenetV2 } from '../mobilenet-v2.ts';
import { nin } from '../nin.ts';
import { resnet18 } from '../resnet.ts';
import { valuesOf } from '../test-support.ts';
import { vgg11 } from '../vgg.ts';
import { wideResnet } from '../wide-resnet.ts';
import { torchWeights } from './initial-weights.ts';
import { conv2d, dense } from './layers.ts';
import { network } from './network.ts';

describe('the initial weights of the zoo', () => {
  const cifar = { stem: 'cifar', inputShape: [32, 32, 3] } as const;
  const vgg = () => vgg11({ inputShape: [32, 32, 3], width: 1 / 4, hidden: 64 });
  // Standard deviations as torchvision and the papers have them; uniform weights have 1 / sqrt(3) of their bound.
  it.each([
    {
      layer: 'layer3.0.conv1',
      create: () => resnet18({ ...cifar, width: 0.5 }),
      deviation: Math.sqrt(2 / (9 * 128)),
    },
    { layer: 'fc', create: () => resnet18({ ...cifar, width: 0.5 }), deviation: 1 / Math.sqrt(3 * 256) },
    { layer: 'features.11', create: vgg, deviation: Math.sqrt(2 / (9 * 128)) },
    { layer: 'classifier.0', create: vgg, deviation: 0.01 },
    {
      layer: 'features.3',
      create: () => alexnet({ width: 1 / 2, hidden: 16 }),
      deviation: 1 / Math.sqrt(3 * 25 * 32),
    },
    { layer: 'conv3.conv', create: () => googlenet({ width: 1 / 4 }), deviation: 0.01 },
    {
      layer: 'features.denseblock1.denselayer1.conv2',
      create: () => densenet({ ...cifar, blocks: [2, 2] }),
      deviation: Math.sqrt(2 / (9 * 128)),
    },
    {
      layer: 'classifier',
      create: () => densenet({ ...cifar, blocks: [2, 2] }),
      deviation: 1 / Math.sqrt(3 * 128),
    },
    {
      layer: 'block2.layer.0.conv1',
      create: () => wideResnet({ depth: 10, widen: 2 }),
      deviation: Math.sqrt(2 / (9 * 64)),
    },
    { layer: 'block2.conv1', create: () => nin({ width: 1 / 4 }), deviation: Math.sqrt(2 / (25 * 24)) },
    {
      layer: 'block13_depthwise',
      create: () => mobilenetV1({ width: 1 / 4, inputShape: [32, 32, 3] }),
      deviation: Math.sqrt(2 / (9 * 256)),
    },
    {
      layer: 'features.18.0',
      create: () => mobilenetV2({ width: 1 / 4, inputShape: [32, 32, 3] }),
      deviation: Math.sqrt(2 / 1280),
    },
  ])('of $layer spread by $deviation', ({ layer, create, deviation }) => {
    const model = create();
    const values = valuesOf(model.getLayer(layer).getWeights()[0] as tf.Tensor);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    // Five standard errors: 1 / sqrt(n) for the mean, at most sqrt(2 / n) for the variance of a normal.
    expect(Math.abs(mean) / deviation).toBeLessThan(5 / Math.sqrt(values.length));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    model.dispose();
  });

  it('are zeros where they are asked for, but for the scales and variances of batch norm', () => {
    const model = resnet18({ ...cifar, width: 1 / 16, initialWeights: 'zeros' });
    for (const { originalName, shape } of model.weights) {
      const [, kind = ''] = originalName.split('/');
      const [layer = ''] = originalName.split('/');
      const weight = model.getLayer(layer).weights.find((w) => w.originalName === originalName);
      const expected = kind === 'gamma' || kind === 'moving_variance' ? 1 : 0;
      expect(new Set(valuesOf(weight?.read() as tf.Tensor))).toEqual(new Set([expected]));
      expect(shape.length).toBeGreaterThan(0);
    }
    model.dispose();
  });
});

describe('network', () => {
  it('hands the momentum of the statistics to every batch norm', () => {
    const model = resnet18({ width: 1 / 32, batchNormMomentum: 0.99, initialWeights: 'zeros' });
    const norms = model.layers.filter((layer) => layer.getClassName() === 'BatchNorm');
    expect(norms).toHaveLength(20);
    for (const norm of norms) expect(norm.getConfig()).toMatchObject({ momentum: 0.99, epsilon: 1e-5 });
    model.dispose();
  });

  it('leaves nothing behind where it cannot be finished', () => {
    const before = tf.memory().numTensors;
    const fails = () =>
      network('unfinished', { inputShape: [8, 8, 3] }, (net, image) => {
        const x = conv2d(net, image, { name: 'conv', filters: 4, kernelSize: 3, initial: torchWeights });
        throw new RangeError(`no layer after ${x.shape}`);
      });
    expect(fails).toThrow(RangeError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("pads as PyTorch does: on all sides, 'same' only where that is the same", () => {
    const shapes = (kernelSize: number, strides: number, padding: number | 'same') => {
      const model = network('padding', { inputShape: [9, 8, 1], classes: 2 }, (net, image) => {
        const x = conv2d(net, image, {
          name: 'conv',
          filters: 2,
          kernelSize,
          strides,
          padding,
          initial: torchWeights,
        });
        const flat = net.apply(layers.flatten({ name: 'flatten' }), x);
        return dense(net, flat, { name: 'logits', units: net.classes, initial: torchWeights });
      });
      const found = [
        model.getLayer('conv').outputShape.slice(1, 3),
        model.layers.some(({ name }) => name === 'conv.pad'),
      ];
      model.dispose();
      return found;
    };
    expect(shapes(3, 1, 1)).toEqual([[9, 8], false]);
    expect(shapes(3, 2, 1)).toEqual([[5, 4], true]);
    expect(shapes(3, 1, 2)).toEqual([[11, 10], true]);
    expect(shapes(3, 1, 0)).toEqual([[7, 6], false]);
    expect(shapes(3, 2, 'same')).toEqual([[5, 4], false]);
  });
});
