import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Cases, floats, notFinite } from './case.ts';
import { fused, sums } from './matrices.ts';

type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
type Strides = number | [number, number];
type Convolution = (x: tf.Tensor4D, filter: tf.Tensor4D, strides: Strides, pad: Pad) => tf.Tensor;

const using =
  (convolve: Convolution) =>
  (x: number[], filter: number[], strides: Strides, pad: Pad, extra: Partial<Case> = {}): Case => ({
    title: `[${x}] * [${filter}], stride ${strides}, ${JSON.stringify(pad)}`,
    inputs: [floats(x), floats(filter, 2)],
    op: (a, b) => convolve(a, b, strides, pad),
    tolerance: sums,
    ...extra,
  });

const conv = using((x, filter, strides, pad) => tf.conv2d(x, filter, strides, pad));
const depthwise = using((x, filter, strides, pad) => tf.depthwiseConv2d(x, filter, strides, pad));
const explicit: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];
const noGradient = { wrt: [] };
/** Of a result of its own: the gradient of a gradient kernel. */
const transposed = (
  title: string,
  x: number[],
  filter: number[],
  shape: [number, number, number, number],
  strides: number,
  pad: 'same' | 'valid',
): Case => ({
  title,
  inputs: [floats(x), floats(filter, 2)],
  op: (a, b) => tf.conv2dTranspose(a, b, shape, strides, pad),
  tolerance: sums,
});
const conv3d = (
  title: string,
  x: number[],
  filter: number[],
  strides: number | [number, number, number],
  pad: 'same' | 'valid',
): Case => ({
  title,
  inputs: [floats(x), floats(filter, 2)],
  op: (a, b) => tf.conv3d(a, b, strides, pad),
  tolerance: sums,
});

export const convolutionCases: Cases = {
  Conv2D: [
    ...[conv([2, 5, 6, 3], [3, 3, 3, 4], 1, 'same'), conv([2, 5, 6, 3], [3, 2, 3, 5], 2, 'valid')],
    ...[conv([1, 7, 5, 1], [1, 1, 1, 1], 1, 'valid'), conv([1, 7, 5, 2], [3, 3, 2, 3], [2, 1], 'same')],
    ...[conv([1, 5, 5, 2], [3, 3, 2, 3], 1, 1), conv([1, 5, 5, 2], [3, 3, 2, 3], 2, explicit)],
    ...[conv([0, 5, 5, 2], [3, 3, 2, 3], 1, 'same'), conv([5, 6, 3], [3, 3, 3, 4], 1, 'same')],
    conv([1, 5, 5, 2], [2, 2, 2, 2], 1, 'valid', {
      title: 'NaN and infinity',
      inputs: [notFinite([1, 5, 5, 2]), floats([2, 2, 2, 2])],
      notSmooth: 'not finite',
    }),
    conv([1, 2, 5, 5], [3, 3, 2, 3], 1, 'same', {
      title: 'channels first',
      op: (x, filter) => tf.conv2d(x, filter, 1, 'same', 'NCHW'),
    }),
    conv([1, 7, 7, 2], [3, 3, 2, 3], 1, 'same', {
      title: 'dilated',
      op: (x, filter) => tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
      ...noGradient,
    }),
    conv([2, 7, 3], [3, 3, 4], 1, 'same', {
      title: 'of rank 1',
      op: (x, filter) => tf.conv1d(x, filter, 2, 'same'),
    }),
  ],
  FusedConv2D: fused(
    (activation, weights) => (x, filter, bias) =>
      tf.fused.conv2d({
        x,
        filter,
        bias,
        strides: 1,
        pad: 'same',
        activation,
        preluActivationWeights: weights,
        leakyreluAlpha: 0.3,
      }),
    [floats([2, 5, 5, 2]), floats([3, 3, 2, 3], 2), floats([3], 3)],
  ),
  Conv2DBackpropInput: [
    transposed('stride 2', [2, 3, 4, 5], [3, 3, 2, 5], [2, 6, 8, 2], 2, 'same'),
    transposed('stride 1', [2, 3, 4, 5], [3, 3, 2, 5], [2, 5, 6, 2], 1, 'valid'),
    transposed('nothing', [0, 3, 4, 5], [3, 3, 2, 5], [0, 5, 6, 2], 1, 'valid'),
  ],
  DepthwiseConv2dNative: [
    ...[depthwise([2, 5, 6, 3], [3, 3, 3, 1], 1, 'same'), depthwise([2, 5, 6, 3], [3, 2, 3, 2], 2, 'valid')],
    ...[depthwise([1, 5, 5, 1], [3, 3, 1, 3], 1, 1), depthwise([0, 5, 5, 2], [3, 3, 2, 1], 1, 'same')],
    depthwise([1, 7, 7, 2], [3, 3, 2, 2], 1, 'same', {
      title: 'dilated',
      op: (x, filter) => tf.depthwiseConv2d(x, filter, 1, 'same', 'NHWC', 2),
      ...noGradient,
    }),
    {
      title: 'separable',
      inputs: [floats([1, 7, 7, 2]), floats([3, 3, 2, 2], 2), floats([1, 1, 4, 3], 3)],
      op: (x, perChannel, pointwise) => tf.separableConv2d(x, perChannel, pointwise, 1, 'same'),
      tolerance: sums,
    },
  ],
  FusedDepthwiseConv2D: fused(
    (activation, weights) => (x, filter, bias) =>
      tf.fused.depthwiseConv2d({
        x,
        filter,
        bias,
        strides: 1,
        pad: 'same',
        activation,
        preluActivationWeights: weights,
        leakyreluAlpha: 0.3,
      }),
    [floats([2, 5, 5, 4]), floats([3, 3, 4, 1], 2), floats([4], 3)],
  ).map((one) =>
    one.title.endsWith('prelu') ? { ...one, inputs: [...one.inputs.slice(0, 3), floats([4], 9)] } : one,
  ),
  Conv3D: [
    conv3d('same', [1, 3, 4, 5, 2], [2, 3, 2, 2, 3], 1, 'same'),
    conv3d('strided', [2, 4, 4, 5, 1], [2, 3, 2, 1, 2], [2, 1, 2], 'valid'),
    conv3d('nothing', [0, 4, 4, 5, 1], [2, 3, 2, 1, 2], 1, 'valid'),
    {
      title: 'transposed',
      inputs: [floats([1, 2, 3, 2, 3]), floats([2, 2, 2, 2, 3], 2)],
      op: (x, filter) => tf.conv3dTranspose(x, filter, [1, 4, 6, 4, 2], 2, 'same'),
      tolerance: sums,
      wrt: [],
    },
  ],
};
