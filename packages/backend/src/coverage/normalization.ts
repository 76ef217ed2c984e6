import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Cases, floats, forward, given, notFinite } from './case.ts';
import { sums } from './matrices.ts';

const INF = Number.POSITIVE_INFINITY;

const batchNorm = (x: number[], c: number[]): Case => ({
  title: `[${x}] by [${c}]`,
  inputs: [floats(x), floats(c, 2), floats(c, 3, 0.5, 2), floats(c, 4), floats(c, 5)],
  op: (...all) => tf.batchNorm(all[0], all[1], all[2], all[3], all[4], 1e-3),
  tolerance: sums,
});

const softmax = (title: string, input: Case['inputs'][number], extra: Partial<Case> = {}): Case => ({
  title,
  inputs: [input],
  op: (x) => tf.softmax(x),
  tolerance: sums,
  ...extra,
});

const normalized = (
  shape: number[],
  radius: number,
  bias: number,
  alpha: number,
  beta: number,
  extra: Partial<Case> = {},
): Case => ({
  title: `[${shape}], radius ${radius}, bias ${bias}, alpha ${alpha}, beta ${beta}`,
  inputs: [floats(shape, 1, -2, 2)],
  op: (x) => tf.localResponseNormalization(x, radius, bias, alpha, beta),
  tolerance: { relative: 1e-5, ofLargest: 1e-6 },
  ...extra,
});

export const normalizationCases: Cases = {
  FusedBatchNorm: [
    ...[
      batchNorm([2, 3, 2, 4], [4]),
      batchNorm([6, 3], [3]),
      batchNorm([2, 3, 4], [4]),
      batchNorm([3, 3], [3, 3]),
    ],
    batchNorm([0, 2, 2, 4], [4]),
    {
      ...batchNorm([2, 3, 2, 4], [4]),
      title: 'NaN and infinity',
      inputs: [notFinite([2, 3, 2, 4]), ...batchNorm([1], [4]).inputs.slice(1)],
      notSmooth: 'not finite',
    },
    forward(
      'without scale and offset',
      (x, mean, variance) => tf.batchNorm(x, mean, variance),
      floats([2, 3, 2, 4]),
      floats([4], 2),
      floats([4], 3, 0.5, 2),
    ),
  ],
  LRN: [
    ...[
      normalized([1, 2, 2, 5], 2, 1, 1, 0.5),
      normalized([2, 3, 1, 7], 1, 2, 0.5, 0.75),
      normalized([1, 1, 1, 1], 5, 1, 1, 0.5),
    ],
    ...[
      normalized([2, 2, 2, 3], 0, 1, 0.1, 1),
      normalized([2, 2, 3], 5, 1, 1, 0.5),
      normalized([0, 2, 2, 3], 5, 1, 1, 0.5),
    ],
  ],
  Softmax: [
    softmax('rows', floats([3, 7], 1, -5, 5)),
    softmax('rank 4', floats([2, 1, 3, 4])),
    softmax('nothing', floats([0, 4])),
    softmax('large', given([1000, 1, -1000, 0, 88, 89], 'float32', [2, 3]), { notSmooth: 'saturated' }),
    softmax('NaN and infinity', notFinite([6, 5]), { notSmooth: 'not finite' }),
    softmax('minus infinity', given([-INF, 1, 2, -INF, -INF, 0], 'float32', [2, 3]), {
      notSmooth: 'not finite',
    }),
    softmax('logarithm of softmax', floats([3, 7], 1, -5, 5), { op: (x) => tf.logSoftmax(x) }),
    softmax('logarithm of the sum of exp', floats([3, 7], 1, -5, 5), { op: (x) => tf.logSumExp(x, 0) }),
    softmax('logarithm of sigmoid', floats([3, 7], 1, -5, 5), { op: (x) => tf.logSigmoid(x) }),
    {
      ...softmax('cross-entropy', floats([3, 4], 2, -5, 5)),
      op: (x) => tf.losses.softmaxCrossEntropy(tf.softmax(tf.reshape(tf.range(0, 12), [3, 4])), x),
    },
  ],
};
