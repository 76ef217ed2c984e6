import * as tf from '@tensorflow/tfjs-core';
import { bools, type Case, type Cases, floats, given, type Tolerance } from './case.ts';

/** Every kind of float32 there is, and where functions overflow. */
export const SPECIAL = [
  ...[
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
  ],
  ...[1e-8, -1e-8, 1e-30, -1e-30, 20, -20, 89, -89, 104, -104, 1e30, -1e30, 3.4e38],
].map(Math.fround);

interface Options {
  /** Where the function is defined and smooth. Default: -2 to 2. */
  readonly low?: number;
  readonly high?: number;
  readonly notSmooth?: string;
  /** Types that the op takes besides float32. Default: int32 and bool. */
  readonly takes?: readonly ('int32' | 'bool')[];
  readonly tolerance?: Tolerance;
  /** Default: all special values. */
  readonly special?: readonly number[];
  /** Types that the gradient takes. Default: float32 alone has one. */
  readonly gradientOf?: readonly ('int32' | 'bool')[];
}

function unary(op: (x: tf.Tensor) => tf.Tensor, options: Options = {}): Case[] {
  const { low = -2, high = 2, notSmooth, takes = ['int32', 'bool'], tolerance, special = SPECIAL } = options;
  const smooth = { op, ...(notSmooth ? { notSmooth } : {}), ...(tolerance ? { tolerance } : {}) };
  const rough = { ...smooth, notSmooth: notSmooth ?? 'not everywhere smooth' };
  const whole = [-3, -2, -1, 0, 1, 2, 3, 15, -15, 2 ** 24 + 1];
  const other = {
    int32: { ...rough, title: 'int32', inputs: [given(whole, 'int32')] },
    bool: { ...rough, title: 'bool', inputs: [bools([7])] },
  };
  return [
    { ...smooth, title: 'floats', inputs: [floats([3, 5], 1, low, high)] },
    { ...smooth, title: 'a scalar', inputs: [floats([], 2, low, high)] },
    { ...smooth, title: 'rank 6', inputs: [floats([2, 1, 3, 1, 2, 2], 3, low, high)] },
    { ...smooth, title: 'nothing', inputs: [floats([0, 3])] },
    { ...rough, title: 'special values', inputs: [given(special)] },
    ...takes.map((type) => other[type]),
  ];
}

const steps = 'its gradient is 0 by definition';
const floatOnly = { takes: [] };

/** The stock kernels are good to 3e-7, and lost above 1e30. */
const turning: Options = {
  ...floatOnly,
  tolerance: { relative: 2e-6, absolute: 4e-7 },
  special: SPECIAL.filter((value) => !(Math.abs(value) >= 1e30 && Number.isFinite(value))),
};

const casts = (dtype: 'float32' | 'int32' | 'bool') =>
  unary((x) => tf.cast(x, dtype), dtype === 'float32' ? {} : { notSmooth: steps }).map((one) => ({
    ...one,
    title: `to ${dtype}, ${one.title}`,
  }));

export const unaryCases: Cases = {
  Abs: unary(tf.abs),
  Acos: unary(tf.acos, { low: -0.9, high: 0.9 }),
  Acosh: unary(tf.acosh, { low: 1.2, high: 4 }),
  Asin: unary(tf.asin, { low: -0.9, high: 0.9 }),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atanh: unary(tf.atanh, { low: -0.9, high: 0.9 }),
  Cast: [...casts('float32'), ...casts('int32'), ...casts('bool')],
  Ceil: unary(tf.ceil, { ...floatOnly, notSmooth: steps }),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.713, 1.303)),
  Cos: unary(tf.cos, turning),
  Cosh: unary(tf.cosh, floatOnly),
  // The cpu backend has exp(x) - 1, which is 0 for small x.
  Elu: unary(tf.elu, { ...floatOnly, tolerance: { relative: 2e-6, absolute: 1e-29 } }),
  // The cpu backend has an approximation that is good to 1.5e-7.
  Erf: unary(tf.erf, { takes: ['int32'], tolerance: { absolute: 4e-7 } }),
  Exp: unary(tf.exp),
  Expm1: unary(tf.expm1),
  Floor: unary(tf.floor, { ...floatOnly, notSmooth: steps }),
  Identity: unary(tf.clone),
  IsFinite: unary(tf.isFinite, { notSmooth: steps }),
  IsInf: unary(tf.isInf, { notSmooth: steps }),
  IsNan: unary(tf.isNaN, { notSmooth: steps }),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Log: unary(tf.log, { ...floatOnly, low: 0.1 }),
  Log1p: unary(tf.log1p, { low: -0.9 }),
  LogicalNot: unary((x) => tf.logicalNot(tf.cast(x, 'bool')), { notSmooth: steps }).map((one) => ({
    ...one,
    wrt: [],
  })),
  Neg: unary(tf.neg),
  OnesLike: unary(tf.onesLike, { notSmooth: steps }),
  Reciprocal: unary(tf.reciprocal, { low: 0.3 }),
  Relu: unary(tf.relu),
  Relu6: unary(tf.relu6, { low: -2, high: 9 }),
  Round: unary(tf.round, { notSmooth: steps }),
  Rsqrt: unary(tf.rsqrt, { ...floatOnly, low: 0.3 }),
  // Single precision of exp(x) - 1.
  Selu: unary(tf.selu, { tolerance: { relative: 2e-6, absolute: 1.2e-7 } }),
  Sigmoid: unary(tf.sigmoid, floatOnly),
  Sign: unary(tf.sign, { notSmooth: steps }),
  Sin: unary(tf.sin, turning),
  Sinh: unary(tf.sinh),
  Softplus: unary(tf.softplus, floatOnly),
  Sqrt: unary(tf.sqrt, { ...floatOnly, low: 0.3 }),
  Square: unary(tf.square),
  Step: unary((x) => tf.step(x, 0.25), { notSmooth: steps }),
  Tan: unary(tf.tan, { ...turning, low: -1, high: 1, tolerance: { relative: 4e-6 } }),
  // Its gradient is 1 - y^2, which cancels.
  Tanh: unary(tf.tanh, { ...floatOnly, tolerance: { relative: 2e-6, absolute: 4e-7 } }),
  ZerosLike: unary(tf.zerosLike, { notSmooth: steps }),
};
