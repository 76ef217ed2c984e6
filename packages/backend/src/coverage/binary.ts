import * as tf from '@tensorflow/tfjs-core';
import { bools, type Case, type Cases, distinct, floats, forwardOnly, given, ints } from './case.ts';
import { SPECIAL } from './unary.ts';

interface Options {
  /** Smallest value of the smooth cases; the largest is 2. Default: -2. */
  readonly low?: number;
  readonly notSmooth?: string;
  /** Every one of these against every other. Default: all special values. */
  readonly special?: readonly number[];
  /** Default: int32 and bool. */
  readonly differentiates?: readonly ('int32' | 'bool')[];
  /** Why the cpu backend cannot differentiate where one of the two is repeated. */
  readonly cpuBroadcast?: string;
}

const WHOLE = [-7, -3, -2, -1, 0, 1, 2, 3, 5, 11];

function binary(op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, options: Options = {}): Case[] {
  const {
    low = -2,
    notSmooth,
    special = SPECIAL,
    differentiates = ['int32', 'bool'],
    cpuBroadcast,
  } = options;
  const smooth = { op, ...(notSmooth ? { notSmooth } : {}) };
  const repeated = { ...smooth, ...(cpuBroadcast ? { cpuGradient: cpuBroadcast } : {}) };
  const rough = { ...smooth, notSmooth: notSmooth ?? 'not everywhere smooth' };
  const type = (dtype: 'int32' | 'bool') => (differentiates.includes(dtype) ? rough : { ...rough, wrt: [] });
  const crossed = (values: readonly number[], dtype: 'float32' | 'int32' = 'float32') => [
    given(
      values.flatMap((value) => values.map(() => value)),
      dtype,
    ),
    given(
      values.flatMap(() => values),
      dtype,
    ),
  ];
  return [
    { ...smooth, title: 'the same shape', inputs: [floats([3, 5], 1, low, 2), floats([3, 5], 2, low, 2)] },
    {
      ...repeated,
      title: 'both repeated',
      inputs: [floats([2, 1, 3], 1, low, 2), floats([4, 1], 2, low, 2)],
    },
    {
      ...repeated,
      title: 'a scalar and rank 5',
      inputs: [floats([], 1, low, 2), floats([2, 1, 2, 1, 3], 2, low, 2)],
    },
    { ...repeated, title: 'rows and a row', inputs: [floats([4, 3], 1, low, 2), floats([3], 2, low, 2)] },
    { ...repeated, title: 'no rows and a row', inputs: [floats([0, 3]), floats([3], 2)] },
    { ...rough, title: 'special values', inputs: crossed(special) },
    { ...type('int32'), title: 'int32', inputs: crossed(WHOLE, 'int32') },
    { ...type('int32'), title: 'int32 and float32', inputs: [given(WHOLE, 'int32'), floats([10], 4)] },
    { ...type('bool'), title: 'bool', inputs: [bools([2, 3]), bools([2, 3], 4)] },
  ];
}

const steps = 'its gradient is 0 by definition';
const compare = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => [
  ...forwardOnly(binary(op)),
  ...forwardOnly([
    { title: 'strings', inputs: [given(['a', 'b', 'c'], 'string'), given(['a', 'c', 'b'], 'string')], op },
  ]),
];
const logical = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
  forwardOnly([
    { title: 'bool', inputs: [bools([2, 3]), bools([2, 3], 4)], op },
    { title: 'repeated', inputs: [bools([2, 1]), bools([3], 4)], op },
    { title: 'nothing', inputs: [bools([0, 3]), bools([0, 3])], op },
  ]);

const throws = 'the stock gradient throws';
/** C and TensorFlow have pow(1, NaN) = pow(-1, infinity) = 1, JavaScript NaN. */
const notOne = SPECIAL.filter((value) => Math.abs(value) !== 1);
/** A sum of numbers so different is one of them in single precision, and the remainder then the other bound. */
const comparable = SPECIAL.filter(
  (value) => value === 0 || !(Math.abs(value) < 1e-7 || Math.abs(value) === Math.fround(3.4e38)),
);

export const binaryCases: Cases = {
  Add: binary(tf.add),
  Atan2: binary(tf.atan2, { low: 0.4 }),
  BitwiseAnd: forwardOnly([
    {
      title: 'int32',
      inputs: [ints([4], 1, 0, 255), ints([4], 2, 0, 255)],
      op: (a, b) => tf.engine().runKernel('BitwiseAnd', { a, b }) as tf.Tensor,
    },
  ]),
  FloorDiv: binary(tf.floorDiv, { notSmooth: steps }),
  GreaterEqual: [
    ...binary(tf.greaterEqual, { notSmooth: steps, differentiates: [] }),
    ...compare(tf.greaterEqual).slice(-1),
  ],
  Equal: compare(tf.equal),
  Greater: compare(tf.greater),
  Less: compare(tf.less),
  LessEqual: compare(tf.lessEqual),
  NotEqual: compare(tf.notEqual),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalOr: logical(tf.logicalOr),
  Maximum: binary(tf.maximum, { cpuBroadcast: throws }),
  Minimum: binary(tf.minimum, { cpuBroadcast: throws }),
  Mod: binary(tf.mod, { low: 0.4, notSmooth: 'jumps', special: comparable, differentiates: [] }),
  Multiply: binary(tf.mul),
  Pow: binary(tf.pow, { low: 0.4, special: notOne, differentiates: [] }),
  Prelu: [
    { title: 'the same shape', inputs: [distinct([3, 5]), floats([3, 5], 2)], op: tf.prelu },
    { title: 'per channel', inputs: [distinct([2, 2, 3]), floats([3], 2)], op: tf.prelu },
    { title: 'one for all', inputs: [distinct([2, 2, 3]), floats([1], 2)], op: tf.prelu },
    { title: 'nothing', inputs: [floats([0, 3]), floats([3], 2)], op: tf.prelu },
    {
      title: 'special values',
      inputs: [given(SPECIAL), floats([SPECIAL.length], 2)],
      op: tf.prelu,
      notSmooth: 'kinks',
    },
    { title: 'int32', inputs: [ints([3, 2]), ints([3, 2], 2)], op: tf.prelu, notSmooth: 'no small steps' },
  ],
  RealDiv: binary(tf.div, { low: 0.4 }),
  SquaredDifference: binary(tf.squaredDifference, { cpuBroadcast: throws }),
  Sub: binary(tf.sub),
};
