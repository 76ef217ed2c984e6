import * as tf from '@tensorflow/tfjs-core';
import { type Cases, everyType, floats, forward, forwardOnly, given } from './case.ts';

export const layoutCases: Cases = {
  BroadcastArgs: [forward('shapes', tf.broadcastArgs, given([2, 1, 3], 'int32'), given([4, 1], 'int32'))],
  Diag: forwardOnly([...everyType('rank 1', [3], tf.diag), ...everyType('rank 2', [2, 3], tf.diag)]),
  ExpandDims: [
    ...everyType('a middle axis', [2, 3], (x) => tf.expandDims(x, 1)),
    ...everyType('nothing', [0, 3], (x) => tf.expandDims(x)),
  ],
  Fill: [
    forward('floats', () => tf.fill([2, 3], 1.5)),
    forward('int32', () => tf.fill([2, 3], 3, 'int32')),
    forward('bool', () => tf.fill([2, 3], 1, 'bool')),
    forward('strings', () => tf.fill([2], 'a', 'string')),
    forward('nothing', () => tf.fill([0, 3], 1)),
    forward('NaN', () => tf.fill([2], Number.NaN)),
  ],
  LinSpace: [forward('seven', () => tf.linspace(-1, 2, 7)), forward('one', () => tf.linspace(0, 2, 1))],
  Range: [
    forward('floats', () => tf.range(0, 5, 0.7)),
    forward('int32, down', () => tf.range(5, 0, -2, 'int32')),
    forward('nothing', () => tf.range(0, 0)),
  ],
  Reshape: [
    ...everyType('rank 2', [2, 3, 4], (x) => tf.reshape(x, [4, -1])),
    ...everyType('nothing', [0, 3], (x) => tf.reshape(x, [3, 0])),
  ],
  Reverse: [
    ...everyType('one axis', [2, 3], (x) => tf.reverse(x, 1)),
    ...everyType('two axes', [2, 3, 2], (x) => tf.reverse(x, [0, 2])),
    ...everyType('all axes', [2, 3, 2, 2], (x) => tf.reverse(x)),
    ...everyType('rank 5', [2, 1, 3, 1, 2], (x) => tf.reverse(x, [2, 4])),
    ...everyType('nothing', [0, 3], (x) => tf.reverse(x, 1)),
    { title: 'a scalar', inputs: [floats([])], op: (x) => tf.reverse(x) },
  ],
  Tile: [
    ...everyType('rank 1', [3], (x) => tf.tile(x, [2])),
    ...everyType('rank 2', [2, 3], (x) => tf.tile(x, [2, 3])),
    ...everyType('rank 4', [2, 1, 3, 1], (x) => tf.tile(x, [1, 2, 2, 2])),
    {
      title: 'rank 5',
      inputs: [floats([2, 1, 3, 1, 1])],
      op: (x) => tf.tile(x, [1, 2, 2, 2, 1]),
      cpuGradient: 'the stock gradient ends at rank 4',
    },
    ...everyType('broadcastTo', [3, 1], (x) => tf.broadcastTo(x, [2, 3, 4])),
    ...everyType('once', [2, 3], (x) => tf.tile(x, [1, 1])),
    { title: 'never', inputs: [floats([2, 3])], op: (x) => tf.tile(x, [0, 3]) },
    ...everyType('nothing', [0, 3], (x) => tf.tile(x, [2, 3])),
    forward('strings', (x) => tf.tile(x, [2]), given(['a', 'b'], 'string')),
  ],
  Transpose: [
    ...everyType('rank 2', [2, 3], (x) => tf.transpose(x)),
    ...everyType('rank 4', [2, 3, 4, 2], (x) => tf.transpose(x, [0, 3, 1, 2])),
    ...everyType('rank 5', [2, 3, 1, 2, 2], (x) => tf.transpose(x, [4, 3, 0, 2, 1])),
    { title: 'rank 6', inputs: [floats([2, 1, 2, 2, 1, 3])], op: (x) => tf.transpose(x, [5, 3, 0, 2, 1, 4]) },
    ...everyType('none', [2, 3], (x) => tf.transpose(x, [0, 1])),
    ...everyType('nothing', [0, 3], (x) => tf.transpose(x)),
    ...everyType('no matrices', [0, 2, 3], (x) => tf.transpose(x, [0, 2, 1])),
  ],
};
