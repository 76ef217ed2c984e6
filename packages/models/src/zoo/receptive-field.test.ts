import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveAveragePooling2d } from '../adaptive-average-pooling.ts';
import { alexnet } from '../alexnet.ts';
import { digitCnn } from '../digit-cnn.ts';
import { ModelError } from '../errors.ts';
import { mlp } from '../mlp.ts';
import { mobilenetV1 } from '../mobilenet-v1.ts';
import { resnet20 } from '../resnet-cifar.ts';
import { rowRnn } from '../row-rnn.ts';
import { vgg16 } from '../vgg.ts';
import { features } from './features.ts';
import { type ReceptiveField, receptiveField } from './receptive-field.ts';

const square = (size: number, stride: number, start: number): ReceptiveField => ({
  size: [size, size],
  stride: [stride, stride],
  start: [start, start],
});

/** First and last row, and column, whose change is seen at place (i, j) of a network of positive weights; -1 where none is. */
function measured(model: LayersModel, i: number, j: number) {
  const [height, width] = model.inputs[0]!.shape.slice(1) as [number, number];
  const ends = (lines: tf.Tensor2D, shape: [number, number]) =>
    tf.tidy(() => {
      const images = tf.add(
        tf.zeros([lines.shape[0], height, width, 1]),
        tf.reshape(lines, [-1, ...shape, 1]),
      );
      const seen = tf.slice(model.apply(images) as tf.Tensor4D, [0, i, j, 0], [-1, 1, 1, 1]).dataSync();
      return [seen.findIndex((value) => value > 0), seen.findLastIndex((value) => value > 0)];
    });
  return tf.tidy(() => [ends(tf.eye(height), [height, 1]), ends(tf.eye(width), [1, width])]);
}

describe('receptiveField', () => {
  it('two 3 x 3 see 5 x 5, and a stride widens what comes after it', () => {
    const three = { filters: 2, kernelSize: 3 };
    const model = sequential({
      layers: [
        layers.conv2d({ ...three, name: 'a', inputShape: [28, 20, 1] }),
        layers.conv2d({ ...three, name: 'b' }),
        layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
        layers.conv2d({ ...three, name: 'c', padding: 'same' }),
        layers.conv2d({ filters: 1, kernelSize: [1, 3], dilationRate: [1, 2], name: 'd' }),
      ],
    });
    expect(receptiveField(model, 'a')).toEqual(square(3, 1, 0));
    expect(receptiveField(model, 'b')).toEqual(square(5, 1, 0));
    expect(receptiveField(model, 'pool')).toEqual(square(6, 2, 0));
    expect(receptiveField(model, 'c')).toEqual(square(10, 2, -2));
    expect(receptiveField(model, 'd')).toEqual({ size: [10, 18], stride: [2, 2], start: [-2, -2] });
    model.dispose();
  });

  // Araujo et al. 2019, table 1: networks without ways of different reach are the same in every library.
  it.skipIf(tf.getBackend() !== 'cpu').each([
    ['vgg16', () => vgg16({ initialWeights: 'zeros' }), 212],
    ['alexnet', () => alexnet({ initialWeights: 'zeros' }), 195],
    ['mobilenetV1', () => mobilenetV1({ initialWeights: 'zeros' }), 315],
  ] as const)('%s sees as many pixels as published (built on cpu alone)', (_, make, size) => {
    const model = make();
    const last = model.layers.findLast(
      ({ output }) =>
        (output as SymbolicTensor).shape.length === 4 && ((output as SymbolicTensor).shape[1] ?? 0) > 1,
    );
    expect(receptiveField(model, last?.name ?? '').size).toEqual([size, size]);
    model.dispose();
  });

  it('follows the longest way through residual blocks', () => {
    const cifar = resnet20();
    // The stem sees 3, every 3 x 3 adds twice the stride before it: 6 at 1; 1 at 1 and 5 at 2; 1 at 2 and 5 at 4.
    const size = 3 + 2 * (6 * 1) + 2 * (1 + 5 * 2) + 2 * (2 + 5 * 4);
    const last = features(
      cifar,
      cifar.layers.findLast(({ output }) => (output as SymbolicTensor).shape.length === 4)?.name ?? '',
    );
    expect(receptiveField(last, last.layers.at(-1)?.name ?? '')).toMatchObject({
      size: [size, size],
      stride: [4, 4],
    });
    for (const model of [last, cifar]) model.dispose();
  });

  it('sees after flattening what all places saw', () => {
    const model = digitCnn();
    // 3 + 2 = 5, pooled 6 with stride 2, + 2 * 2 = 10, pooled 10 + 2 = 12 with stride 4; the last of five places sees up to 28.
    expect(receptiveField(model, 'pool3')).toEqual(square(12, 4, 0));
    expect(receptiveField(model, 'flatten')).toEqual(square(12 + 4 * 4, 0, 0));
    expect(receptiveField(model, 'logits')).toEqual(receptiveField(model, 'flatten'));
    model.dispose();
  });

  it('is where a change of the image is seen, for any stack of windows', () => {
    const window = fc.record({
      kind: fc.constantFrom('conv', 'pool', 'depthwise', 'pad'),
      kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      padding: fc.constantFrom('same' as const, 'valid' as const),
    });
    const stacks = fc.array(window, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(stacks, fc.nat(), fc.nat(), (stack, i, j) => {
        const ones = { kernelInitializer: 'ones', depthwiseInitializer: 'ones', useBias: false } as const;
        const image = input({ shape: [25, 31, 1] });
        let last: SymbolicTensor = image;
        for (const { kind, kernel, stride, dilation, padding } of stack) {
          const dilationRate = stride === 1 ? dilation : 1;
          const common = { kernelSize: kernel, strides: stride, padding, dilationRate, ...ones };
          const [height, width] = last.shape.slice(1) as [number, number];
          // No stack may run out of places.
          if (Math.min(height, width) < 8) break;
          const layer =
            kind === 'conv'
              ? layers.conv2d({ filters: 1, ...common })
              : kind === 'depthwise'
                ? layers.depthwiseConv2d(common)
                : kind === 'pool'
                  ? layers.averagePooling2d({ poolSize: kernel, strides: [stride, stride], padding })
                  : layers.zeroPadding2d({ padding: [kernel as [number, number], [stride, dilation]] });
          last = layer.apply(last) as SymbolicTensor;
        }
        const model = modelOf({ inputs: image, outputs: last });
        const places = [i % (last.shape[1] as number), j % (last.shape[2] as number)] as const;
        const { size, stride, start } = receptiveField(model, last.sourceLayer.name);
        const fields = places.map((place, axis) => {
          const from = start[axis]! + place * stride[axis]!;
          return [from, from + size[axis]! - 1] as const;
        });
        const inside = fields.every(([from, to], axis) => from >= 0 && to < image.shape[axis + 1]!);
        const seen = measured(model, ...places);
        // At the border what a window with gaps would see may be padding, between pixels that it does not look at.
        if (inside) expect(seen).toEqual(fields);
        for (const [axis, [from, to]] of fields.entries()) {
          const [first, end] = seen[axis] as [number, number];
          if (first >= 0) expect(first >= from && end <= to).toBe(true);
        }
        model.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('takes a depthwise layer as TensorFlow.js computes it, without its dilation', () => {
    const model = sequential({
      layers: [
        layers.depthwiseConv2d({
          inputShape: [9, 9, 1],
          kernelSize: 3,
          dilationRate: 2,
          depthwiseInitializer: 'ones',
          name: 'd',
        }),
      ],
    });
    expect(receptiveField(model, 'd')).toEqual(square(3, 1, 0));
    expect(measured(model, 3, 3)).toEqual([
      [3, 5],
      [3, 5],
    ]);
    model.dispose();
  });

  it('allocates nothing', () => {
    const model = digitCnn();
    const before = tf.memory().numTensors;
    receptiveField(model, 'pool3');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it.each<[RegExp, () => LayersModel, string]>([
    [/no layer named "pool9"/, () => digitCnn(), 'pool9'],
    [
      /must have one input \[batch, height, width, channels\], got \[null,4\]/,
      () => mlp({ units: [4, 2] }),
      'logits',
    ],
    [/is a TorchRnn, of which it is not known/, () => rowRnn({ hidden: 2, depth: 1 }), 'logits'],
    [
      /up is a UpSampling2D, of which it is not known/,
      () => sequential({ layers: [layers.upSampling2d({ inputShape: [4, 4, 1], name: 'up' })] }),
      'up',
    ],
    [
      /divides 5 places by 2, into windows of different sizes/,
      () =>
        sequential({
          layers: [
            layers.inputLayer({ inputShape: [5, 5, 1] }),
            new AdaptiveAveragePooling2d({ outputSize: [2, 2], name: 'a' }),
          ],
        }),
      'a',
    ],
    [
      /padding of c depends on the size of its input/,
      () =>
        sequential({
          layers: [
            layers.conv2d({
              inputShape: [null, null, 1],
              filters: 1,
              kernelSize: 3,
              strides: 2,
              padding: 'same',
              name: 'c',
            }),
          ],
        }),
      'c',
    ],
    [
      /how many is not fixed/,
      () =>
        sequential({ layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 1], name: 'g' })] }),
      'g',
    ],
  ])('says what it cannot tell: %s', (message, make, layer) => {
    const model = make();
    expect(() => receptiveField(model, layer)).toThrow(ModelError);
    expect(() => receptiveField(model, layer)).toThrow(message);
    model.dispose();
  });
});
