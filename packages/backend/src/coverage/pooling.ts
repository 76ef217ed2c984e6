import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Cases, distinct, floats, given, ints, notFinite } from './case.ts';

type Size = number | number[];
type Pool = (x: tf.Tensor, size: Size, strides: Size, pad: 'same' | 'valid' | number) => tf.Tensor;

const cubes = 'the cpu backend gives it to the wrong place where a window is not as high as wide';
const border = 'TensorFlow.js divides by the whole window at padded borders, the mean by what lies inside';

function pooling(pool: unknown, mean: boolean, spatial: 2 | 3): Case[] {
  const one = (
    shape: number[],
    size: Size,
    strides: Size,
    pad: 'same' | 'valid' | number,
    extra: Partial<Case> = {},
  ): Case => ({
    title: `[${shape}] by ${size}, stride ${strides}, ${pad}`,
    inputs: [distinct(shape)],
    op: (x) => (pool as Pool)(x, size, strides, pad),
    tolerance: { relative: 2e-6, absolute: 2e-6 },
    ...(mean && pad !== 'valid' ? { notSmooth: border } : {}),
    ...extra,
  });
  const depth = (size: number) => (spatial === 3 ? [size] : []);
  const shape = (n: number, d: number, h: number, w: number, c: number) => [n, ...depth(d), h, w, c];
  const rough = { notSmooth: 'not everywhere smooth' };
  return [
    ...[
      one(shape(2, 3, 5, 6, 3), 2, 2, 'valid'),
      one(shape(2, 3, 5, 6, 3), 2, 2, 'same'),
      one(shape(1, 2, 5, 5, 2), 3, 2, 'same'),
    ],
    one(
      shape(1, 3, 5, 5, 1),
      [...depth(1), 2, 3],
      [...depth(1), 1, 2],
      'valid',
      spatial === 3 && !mean ? { cpuGradient: cubes } : {},
    ),
    ...[
      one(shape(2, 3, 4, 4, 2), 1, 2, 'valid'),
      one(shape(2, 2, 4, 4, 2), 1, 1, 'valid'),
      one(shape(1, 4, 4, 4, 2), 4, 1, 'valid'),
    ],
    ...[
      one(shape(0, 2, 4, 4, 2), 2, 2, 'valid'),
      one(shape(1, 3, 5, 5, 2), 3, 2, 1),
      one(shape(1, 3, 5, 5, 2).slice(1), 3, 2, 'same'),
    ],
    one(shape(1, 2, 4, 4, 2), 2, 2, 'valid', {
      title: 'NaN and infinity',
      inputs: [notFinite(shape(1, 2, 4, 4, 2))],
      ...rough,
      wrt: [],
    }),
    one(shape(1, 2, 2, 4, 1), 2, 1, 'valid', {
      title: 'ties',
      inputs: [
        given(
          Array.from({ length: spatial === 3 ? 16 : 8 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
          'float32',
          shape(1, 2, 2, 4, 1),
        ),
      ],
      ...rough,
    }),
    ...(mean
      ? []
      : [
          one(shape(1, 2, 4, 4, 2), 2, 2, 'valid', {
            title: 'int32',
            inputs: [ints(shape(1, 2, 4, 4, 2))],
            ...rough,
            wrt: spatial === 2 ? [0] : [],
          }),
        ]),
  ];
}

const argmax = (
  title: string,
  shape: number[],
  size: number | [number, number],
  strides: number,
  pad: 'same' | 'valid',
  batch: boolean,
): Case[] =>
  (['result', 'indexes'] as const).map((what) => ({
    title: `${what}, ${title}`,
    inputs: [distinct(shape)],
    op: (x) => tf.maxPoolWithArgmax(x, size, strides, pad, batch)[what] as tf.Tensor,
    wrt: [],
  }));

export const poolingCases: Cases = {
  AvgPool: pooling(tf.avgPool, true, 2),
  AvgPool3D: pooling(tf.avgPool3d, true, 3),
  MaxPool: [
    ...pooling(tf.maxPool, false, 2),
    {
      title: 'of what is spread',
      inputs: [distinct([1, 6, 6, 2])],
      op: (x) => tf.pool(x, 2, 'max', 'same', 2, 1),
    },
  ],
  MaxPool3D: pooling(tf.maxPool3d, false, 3),
  MaxPoolWithArgmax: [
    ...argmax('valid', [1, 4, 4, 2], 2, 2, 'valid', false),
    ...argmax('same', [2, 5, 4, 2], [3, 2], 1, 'same', true),
  ],
  Dilation2D: [
    {
      title: 'same',
      inputs: [distinct([2, 5, 4, 3]), floats([2, 3, 3], 2)],
      op: (x, filter) => tf.dilation2d(x, filter, 1, 'same', 1),
      tolerance: { relative: 2e-6, ofLargest: 1e-6 },
    },
    {
      title: 'strided and dilated',
      inputs: [distinct([1, 7, 6, 2]), floats([2, 2, 2], 2)],
      op: (x, filter) => tf.dilation2d(x, filter, 2, 'valid', 2),
    },
    {
      title: 'nothing',
      inputs: [distinct([0, 7, 6, 2]), floats([2, 2, 2], 2)],
      op: (x, filter) => tf.dilation2d(x, filter, 2, 'valid', 2),
    },
  ],
};
