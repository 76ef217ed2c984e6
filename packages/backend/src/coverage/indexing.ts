import * as tf from '@tensorflow/tfjs-core';
import {
  bools,
  type Case,
  type Cases,
  everyType,
  floats,
  forward,
  forwardOnly,
  given,
  ints,
  notFinite,
} from './case.ts';

const whole = { notSmooth: 'no small steps' };
const index = (values: readonly number[], shape: number[] = [values.length]) =>
  tf.tensor([...values], shape, 'int32');
const strings = given(['a', 'bé', 'c'], 'string');
const choose = (title: string, inputs: Case['inputs'], extra: Partial<Case> = {}): Case => ({
  title,
  inputs,
  op: tf.where,
  wrt: [1, 2],
  ...extra,
});
const oneHot = (title: string, ...args: [number, number?, number?, ('int32' | 'float32' | 'bool')?]): Case =>
  forward(title, (x) => tf.oneHot(x, ...args), given([0, 2, 1, 5, -1], 'int32'));
const union = 'the stock gradient needs the union package';
const batch = (axis: number, shape: number[], indices: number[][], extra: Partial<Case> = {}): Case => ({
  title: `in batches, axis ${axis}`,
  inputs: [floats(shape)],
  op: (x) => tf.gather(x, tf.tensor2d(indices, undefined, 'int32'), axis, 1),
  cpuGradient: union,
  ...extra,
});

export const indexingCases: Cases = {
  GatherNd: [
    ...forwardOnly(everyType('numbers', [3, 4], (x) => tf.gatherND(x, index([0, 1, 2, 0], [2, 2])))),
    ...forwardOnly(everyType('rows', [3, 4], (x) => tf.gatherND(x, index([1, 2], [2, 1])))),
    forward('no index', (x) => tf.gatherND(x, index([], [0, 1])), floats([3, 4])),
    forward('strings', (x) => tf.gatherND(x, index([2, 0], [2, 1])), strings),
  ],
  GatherV2: [
    ...everyType('rows', [4, 3], (x) => tf.gather(x, index([0, 3, 3, 1]))),
    ...everyType('columns', [2, 4], (x) => tf.gather(x, index([0, 3, 3, 1], [2, 2]), 1)),
    ...everyType('a middle axis', [2, 4, 3], (x) => tf.gather(x, index([0, 3, 3]), 1)),
    {
      title: 'from the end',
      inputs: [floats([2, 3, 4])],
      op: (x) => tf.gather(x, index([0, 3, 3]), -1),
      cpuGradient: 'the stock gradient knows no negative axes',
    },
    ...everyType('a scalar', [4, 3], (x) => tf.gather(x, tf.scalar(2, 'int32'))),
    ...everyType('no index', [4, 3], (x) => tf.gather(x, index([]))),
    batch(
      1,
      [2, 4, 3],
      [
        [0, 3],
        [3, 1],
      ],
    ),
    batch(
      2,
      [2, 3, 4],
      [
        [0, 3],
        [3, 1],
      ],
    ),
  ],
  OneHot: [
    oneHot('int32', 4),
    oneHot('floats', 4, 0.9, 0.1, 'float32'),
    oneHot('0 and 1 as floats', 4, 1, 0, 'float32'),
    oneHot('bool', 4, 1, 0, 'bool'),
    oneHot('other numbers', 4, 7, -3),
    forward('rank 2', (x) => tf.oneHot(x, 4), ints([2, 3], 1, 0, 3)),
    forward('nothing', (x) => tf.oneHot(x, 4), given([], 'int32')),
    {
      title: 'differentiated',
      inputs: [given([0, 2, 1], 'int32')],
      op: (x) => tf.oneHot(x, 3),
      notSmooth: 'its gradient is 0 by definition',
    },
  ],
  Select: [
    choose('floats', [bools([2, 3]), floats([2, 3], 2), floats([2, 3], 3)]),
    choose('repeated', [bools([2, 1]), floats([2, 3], 2), floats([3], 3)]),
    choose('int32', [bools([2, 3]), ints([2, 3], 2), ints([2, 3], 3)], whole),
    choose('bool', [bools([2, 3]), bools([2, 3], 2), bools([2, 3], 3)], whole),
    choose('NaN', [bools([2, 3]), notFinite([2, 3]), floats([2, 3], 3)], { notSmooth: 'not finite' }),
    choose('nothing', [bools([0, 3]), floats([0, 3], 2), floats([0, 3], 3)]),
    choose('the condition too', [bools([2, 3]), floats([2, 3], 2), floats([2, 3], 3)], {
      ...whole,
      wrt: [0, 1, 2],
    }),
    forward(
      'rows',
      (condition, t, e) => tf.engine().runKernel('Select', { condition, t, e }) as tf.Tensor,
      bools([2]),
      floats([2, 3], 2),
      floats([2, 3], 3),
    ),
  ],
  Slice: [
    ...everyType('rank 1', [7], (x) => tf.slice(x, 2, 3)),
    ...everyType('rank 2', [4, 5], (x) => tf.slice(x, [1, 2], [2, -1])),
    ...everyType('rank 3', [3, 4, 5], (x) => tf.slice(x, [1, 0, 2], [2, 3, 1])),
    ...everyType('rank 4', [2, 3, 4, 2], (x) => tf.slice(x, [0, 1, 1, 0], [2, 2, 2, 1])),
    ...everyType('rank 5', [2, 2, 3, 2, 2], (x) => tf.slice(x, [0, 1, 1, 0, 1], [2, 1, 2, 1, 1])),
    ...everyType('nothing', [4, 5], (x) => tf.slice(x, [1, 2], [0, 3])),
    forward('strings', (x) => tf.slice(x, [1], [2]), strings),
  ],
  StridedSlice: [
    ...forwardOnly(everyType('forward', [5, 6], (x) => tf.stridedSlice(x, [0, 1], [5, 6], [2, 3]))),
    ...forwardOnly(everyType('backward', [5, 6], (x) => tf.stridedSlice(x, [4, 5], [0, 0], [-2, -1]))),
    ...forwardOnly(everyType('masked', [5, 6], (x) => tf.stridedSlice(x, [1, 1], [4, 5], [1, 2], 1, 2))),
    ...forwardOnly(
      everyType('rank 5', [2, 3, 4, 2, 3], (x) =>
        tf.stridedSlice(x, [0, 0, 0, 0, 0], [2, 3, 4, 2, 3], [1, 2, 2, 1, 2]),
      ),
    ),
    forward('strings', (x) => tf.stridedSlice(x, [0], [3], [2]), strings),
  ],
};
