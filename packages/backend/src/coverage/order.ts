import * as tf from '@tensorflow/tfjs-core';
import { type Cases, floats, forward, given, ints } from './case.ts';

export const orderCases: Cases = {
  SearchSorted: [
    forward(
      'floats, from the left',
      tf.lowerBound,
      given([0, 3, 9, 9, 10, 1, 2, 3, 4, 5], 'float32', [2, 5]),
      given([2, 4, 9, 0, 2, 6], 'float32', [2, 3]),
    ),
    forward(
      'int32, from the right',
      tf.upperBound,
      given([0, 3, 9, 9, 10, 1, 2, 3, 4, 5], 'int32', [2, 5]),
      given([2, 4, 9, 0, 2, 6], 'int32', [2, 3]),
    ),
  ],
  TopK: [
    forward('values', (x) => tf.topk(x, 3).values, floats([3, 6])),
    forward('places', (x) => tf.topk(x, 3).indices, floats([3, 6])),
    forward('ties', (x) => tf.topk(x, 3).indices, given([1, 2, 2, 1, 1, 2, 0, 0, 0, 0], 'float32', [2, 5])),
    forward('int32', (x) => tf.topk(x, 2).values, ints([3, 6])),
    forward('all', (x) => tf.topk(x, 6).values, floats([3, 6])),
    forward('none', (x) => tf.topk(x, 0).values, floats([3, 6])),
  ],
  Unique: [
    forward('values', (x) => tf.unique(x).values, given([1, 1, 2, 4, 4, 7, 8])),
    forward('places', (x) => tf.unique(x).indices, given([1, 1, 2, 4, 4, 7, 8])),
    forward('columns', (x) => tf.unique(x, 1).values, given([1, 1, 2, 4, 4, 7], 'int32', [2, 3])),
    forward('strings', (x) => tf.unique(x).values, given(['a', 'b', 'a'], 'string')),
  ],
};
