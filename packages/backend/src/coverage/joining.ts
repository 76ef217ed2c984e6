import * as tf from '@tensorflow/tfjs-core';
import { bools, type Case, type Cases, everyType, floats, forward, given, ints } from './case.ts';

const pieces = (list: readonly tf.Tensor[]) => tf.concat(list.map((piece) => tf.reshape(piece, [-1])));
const whole = { notSmooth: 'no small steps' };
const strings = (...values: string[]) => given(values, 'string');

const joined = (op: (tensors: tf.Tensor[], axis?: number) => tf.Tensor, join: 'concat' | 'stack'): Case[] => {
  const second = (shape: number[]) => (join === 'stack' ? shape : [...shape.slice(0, -1), 1]);
  return [
    {
      title: 'the last axis',
      inputs: [floats([2, 3]), floats(second([2, 3]), 2)],
      op: (...all) => op(all, join === 'stack' ? 2 : 1),
    },
    {
      title: 'the first axis',
      inputs: [floats([2, 3]), floats([2, 3], 2), floats([2, 3], 3)],
      op: (...all) => op(all, 0),
    },
    { title: 'a middle axis', inputs: [floats([2, 3, 2]), floats([2, 3, 2], 2)], op: (...all) => op(all, 1) },
    { title: 'int32', inputs: [ints([2, 3]), ints([2, 3], 2)], op: (...all) => op(all, 1), ...whole },
    { title: 'bool', inputs: [bools([2, 3]), bools([2, 3], 2)], op: (...all) => op(all, 1), ...whole },
    { title: 'one', inputs: [floats([2, 3])], op: (...all) => op(all, 0) },
    { title: 'nothing', inputs: [floats([0, 3]), floats([0, 3])], op: (...all) => op(all, 1) },
    forward('strings', (...all: tf.Tensor[]) => op(all, 0), strings('a', 'b'), strings('c', 'd')),
  ];
};

export const joiningCases: Cases = {
  AddN: [
    {
      title: 'three',
      inputs: [floats([2, 3]), floats([2, 3], 2), floats([2, 3], 3)],
      op: (...all) => tf.addN(all),
    },
    { title: 'int32', inputs: [ints([2, 3]), ints([2, 3], 2)], op: (...all) => tf.addN(all), ...whole },
    { title: 'bool', inputs: [bools([2, 3]), bools([2, 3], 2)], op: (...all) => tf.addN(all), ...whole },
    { title: 'one', inputs: [floats([2, 3])], op: (...all) => tf.addN(all) },
    { title: 'nothing', inputs: [floats([0, 3]), floats([0, 3])], op: (...all) => tf.addN(all) },
  ],
  Concat: [
    ...joined(tf.concat, 'concat'),
    { title: 'with nothing', inputs: [floats([0, 3]), floats([2, 3], 2)], op: (...all) => tf.concat(all, 0) },
  ],
  Pack: joined(tf.stack, 'stack'),
  SplitV: [
    ...everyType('sizes', [2, 6], (x) => pieces(tf.split(x, [1, 2, 3], 1))),
    ...everyType('halves', [4, 3], (x) => pieces(tf.split(x, 2, 0))),
    ...everyType('the rest', [4, 3], (x) => pieces(tf.split(x, [1, -1], 0))),
  ],
  Unpack: [
    ...everyType('the first axis', [2, 3], (x) => pieces(tf.unstack(x))),
    ...everyType('the last axis', [2, 3, 2], (x) => pieces(tf.unstack(x, 2))),
    forward('strings', (x) => tf.unstack(x)[1] as tf.Tensor, strings('a', 'b')),
  ],
};
