import * as tf from '@tensorflow/tfjs-core';
import { type Cases, everyType, floats, forward } from './case.ts';

/** Before and after each axis: `pairs(1, 0, 0, 2)` is 1 before the first and 2 after the second. */
const pairs = (...widths: number[]): [number, number][] =>
  widths.flatMap((width, i) => (i % 2 === 0 ? [[width, widths[i + 1] as number] as [number, number]] : []));

const reflected = { notSmooth: 'TensorFlow.js defines it without the reflected borders' };

export const paddingCases: Cases = {
  MirrorPad: (['reflect', 'symmetric'] as const).flatMap((mode) =>
    everyType(mode, [1, 3, 4, 2], (x) => tf.mirrorPad(x, pairs(0, 0, 1, 2, 2, 0, 1, 0), mode), reflected),
  ),
  PadV2: [
    ...everyType('rank 1', [3], (x) => tf.pad(x, pairs(1, 2))),
    ...everyType('rank 2, with 1', [2, 3], (x) => tf.pad(x, pairs(1, 0, 0, 2), 1)),
    ...everyType('rank 4', [2, 3, 2, 2], (x) => tf.pad(x, pairs(0, 0, 1, 2, 2, 0, 0, 1))),
    ...everyType('rank 5', [2, 1, 2, 2, 2], (x) => tf.pad(x, pairs(0, 0, 1, 2, 2, 0, 0, 1, 1, 1))),
    ...everyType('nothing', [0, 3], (x) => tf.pad(x, pairs(1, 1, 0, 1))),
    { title: 'with 0.5', inputs: [floats([2, 2])], op: (x) => tf.pad(x, pairs(1, 0, 0, 0), 0.5) },
    forward('with NaN', (x) => tf.pad(x, pairs(1, 0, 0, 0), Number.NaN), floats([2, 2])),
  ],
};
