import * as tf from '@tensorflow/tfjs-core';
import { bools, type Cases, everyType, floats, forward, forwardOnly, ints } from './case.ts';

const whole = { notSmooth: 'no small steps' };
const index = (values: readonly number[], shape: number[] = [values.length]) =>
  tf.tensor([...values], shape, 'int32');

export const scatterCases: Cases = {
  UnsortedSegmentSum: [
    {
      title: 'rows',
      inputs: [floats([5, 3])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, -1, 3], 'int32'), 5),
    },
    {
      title: 'numbers',
      inputs: [floats([5])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 0], 'int32'), 3),
    },
    {
      title: 'rank 4',
      inputs: [floats([3, 2, 1, 2])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 1, 0], 'int32'), 2),
    },
    {
      title: 'int32',
      inputs: [ints([5, 3])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 3], 'int32'), 4),
      ...whole,
    },
    {
      title: 'bool',
      inputs: [bools([5, 3])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 3], 'int32'), 4),
      ...whole,
    },
    {
      title: 'nothing',
      inputs: [floats([0, 3])],
      op: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([], 'int32'), 4),
    },
    forward(
      'too large an id',
      (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 7], 'int32'), 4),
      floats([5]),
    ),
  ],
  ScatterNd: [
    ...forwardOnly(everyType('numbers', [4], (x) => tf.scatterND(index([4, 3, 1, 7], [4, 1]), x, [8]))),
    forward('the same place twice', (x) => tf.scatterND(index([4, 3, 1, 4], [4, 1]), x, [8]), floats([4])),
    forward('blocks', (x) => tf.scatterND(index([0, 2], [2, 1]), x, [3, 2, 2]), floats([2, 2, 2])),
  ],
  TensorScatterUpdate: [
    forward(
      'floats',
      (t, x) => tf.tensorScatterUpdate(t, index([4, 3, 1], [3, 1]), x),
      floats([8], 3),
      floats([3]),
    ),
    forward(
      'int32',
      (t, x) => tf.tensorScatterUpdate(t, index([4, 3, 1], [3, 1]), x),
      ints([8], 3),
      ints([3]),
    ),
    forward(
      'bool',
      (t, x) => tf.tensorScatterUpdate(t, index([4, 3, 1], [3, 1]), x),
      bools([8], 3),
      bools([3]),
    ),
  ],
};
