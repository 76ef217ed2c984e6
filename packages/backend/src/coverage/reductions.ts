import * as tf from '@tensorflow/tfjs-core';
import {
  type Case,
  type Cases,
  distinct,
  everyType,
  floats,
  forwardOnly,
  given,
  ints,
  notFinite,
  type Tolerance,
} from './case.ts';

const INF = Number.POSITIVE_INFINITY;

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;
type Extra = Pick<Case, 'cpuGradient'>;

const sums: Tolerance = { relative: 2e-6, ofLargest: 2e-6 };

function reduction(op: Reduce, extra: Extra = {}): Case[] {
  const one = (title: string, shape: number[], ...args: [(number | number[])?, boolean?]): Case => ({
    title,
    inputs: [distinct(shape)],
    op: (x) => op(x, ...args),
    tolerance: sums,
    ...extra,
  });
  const rough = { notSmooth: 'not everywhere smooth' };
  const types = everyType('', [2, 3, 4], (x) => op(x, 1)).slice(1);
  return [
    one('everything', [3, 4]),
    one('the last axis', [2, 3, 5], -1),
    one('the first axis', [4, 3], 0),
    one('a middle axis, kept', [2, 3, 4], 1, true),
    one('two axes of rank 5', [2, 3, 2, 1, 3], [1, 4]),
    one('two axes out of order', [2, 3, 4], [2, 0]),
    one('no axis', [2, 3], []),
    one('a scalar', []),
    { ...one('a long row', [1, 60], 1), tolerance: { ...sums, absolute: 2e-5 } },
    ...(extra.cpuGradient ? forwardOnly(types) : types),
    { ...one('nothing', [0, 3], 0), ...rough, wrt: [] },
    { ...one('nothing left', [0, 3], 1), ...rough, wrt: [] },
    {
      ...one('NaN and infinity', [6, 5], 1),
      ...rough,
      inputs: [notFinite([6, 5])],
      ...(extra.cpuGradient ? { wrt: [] } : {}),
    },
    {
      ...one('infinity', [4, 2], 1),
      ...rough,
      inputs: [given([1, INF, 2, -INF, INF, -INF, -INF, -INF], 'float32', [4, 2])],
      ...(extra.cpuGradient ? { wrt: [] } : {}),
    },
    {
      ...one('ties', [2, 3], 1),
      ...(extra.cpuGradient ? {} : rough),
      inputs: [given([1, 3, 3, 2, 2, 2], 'float32', [2, 3])],
    },
  ];
}

const constant = { notSmooth: 'its gradient is 0 by definition' };

const place = (op: (x: tf.Tensor, axis?: number) => tf.Tensor): Case[] => {
  const at = (title: string, inputs: Case['inputs'], axis: number): Case => ({
    title,
    inputs,
    op: (x) => op(x, axis),
    ...constant,
  });
  return [
    at('the last axis', [floats([3, 7])], -1),
    at('the first axis', [floats([4, 3, 2])], 0),
    at('a row', [floats([6])], 0),
    at('ties', [given([1, 3, 3, 2, 2, 2], 'float32', [2, 3])], 1),
    at('NaN and infinity', [notFinite([6, 5])], 1),
    at('nothing left', [floats([0, 3])], 1),
    ...forwardOnly([at('int32', [ints([3, 7])], 1)]),
  ];
};

const truths = (op: (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor) =>
  forwardOnly(reduction((x, axis, keepDims) => op(tf.greater(x, 0), axis, keepDims)));

const transposed = 'the stock gradient is transposed along other axes than the last';

const cumulative = (
  op: (x: tf.Tensor, axis: number, exclusive?: boolean, reverse?: boolean) => tf.Tensor,
): Case[] => [
  ...everyType('the last axis', [2, 5], (x) => op(x, 1)),
  { title: 'exclusive, from the end', inputs: [floats([2, 5])], op: (x) => op(x, 1, true, true) },
  { title: 'the first axis', inputs: [floats([3, 3])], op: (x) => op(x, 0), cpuGradient: transposed },
  {
    title: 'a middle axis, from the end',
    inputs: [floats([2, 3, 4])],
    op: (x) => op(x, 1, false, true),
    cpuGradient: transposed,
  },
  { title: 'nothing', inputs: [floats([0, 3])], op: (x) => op(x, 1) },
  { title: 'NaN and infinity', inputs: [notFinite([4, 6])], op: (x) => op(x, 1), notSmooth: 'not finite' },
];

export const reductionCases: Cases = {
  All: truths(tf.all),
  Any: truths(tf.any),
  ArgMax: place(tf.argMax),
  ArgMin: place(tf.argMin),
  Cumprod: forwardOnly(cumulative(tf.cumprod)),
  Cumsum: cumulative(tf.cumsum),
  Max: reduction(tf.max),
  Mean: reduction(tf.mean),
  Min: reduction(tf.min),
  Prod: reduction((x, axis, keepDims) => tf.prod(tf.add(tf.mul(x, 0.2), 0.7), axis as number, keepDims), {
    cpuGradient: 'the stock gradient needs the union package, and knows no negative axes',
  }),
  Sum: reduction(tf.sum),
};
