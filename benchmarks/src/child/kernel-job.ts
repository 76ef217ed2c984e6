import * as tf from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernels.ts';
import type { Repeatable } from './repeat.ts';

type Conv = Extract<Kernel, { kind: 'conv' }>;
type MatMul = Extract<Kernel, { kind: 'matMul' }>;

const uniform = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

interface Prepared {
  readonly inputs: readonly tf.Tensor[];
  readonly run: () => tf.Tensor;
}

function matMul({ m, k, n, transposeA, transposeB }: MatMul, seed: number): Prepared {
  const a = uniform(transposeA ? [k, m] : [m, k], seed);
  const b = uniform(transposeB ? [n, k] : [k, n], seed + 1);
  return { inputs: [a, b], run: () => tf.matMul(a, b, transposeA, transposeB) };
}

/** The kernels that TensorFlow.js runs for the gradients of a convolution; as operations they are not public. */
const GRADIENTS = {
  conv: { inputGradient: 'Conv2DBackpropInput', filterGradient: 'Conv2DBackpropFilter' },
  depthwise: {
    inputGradient: 'DepthwiseConv2dNativeBackpropInput',
    filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
  },
} as const;

function convolution(kernel: Conv, seed: number): Prepared {
  const { pass, depthwise, batch, size, channels, filters, kernel: width, stride } = kernel;
  const inputShape: [number, number, number, number] = [batch, size, size, channels];
  const filterShape: [number, number, number, number] = [width, width, channels, depthwise ? 1 : filters];
  const out = Math.ceil(size / stride);
  const x = uniform(inputShape, seed) as tf.Tensor4D;
  const filter = uniform(filterShape, seed + 1) as tf.Tensor4D;
  const dy = uniform([batch, out, out, filters], seed + 2);
  const inputs = [x, filter, dy];
  if (pass === 'forward') {
    const forward = depthwise ? tf.depthwiseConv2d : tf.conv2d;
    return { inputs, run: () => forward(x, filter, stride, 'same') };
  }
  const name = GRADIENTS[depthwise ? 'depthwise' : 'conv'][pass];
  const attributes = {
    strides: [stride, stride],
    dilations: [1, 1],
    pad: 'same',
    dataFormat: 'NHWC',
    dimRoundingMode: null,
    inputShape,
    filterShape,
  } as unknown as tf.NamedAttrMap;
  const given = pass === 'inputGradient' ? { dy, filter } : { x, dy };
  return { inputs, run: () => tf.engine().runKernel(name, given, attributes) as tf.Tensor };
}

/** One run of the kernel. Backends of this benchmark compute as they are asked, so the result need not be read. */
export function kernelJob(kernel: Kernel, seed: number): Repeatable {
  const { inputs, run } = kernel.kind === 'matMul' ? matMul(kernel, seed) : convolution(kernel, seed);
  return {
    repetition: () => {
      tf.dispose(tf.tidy(run));
    },
    dispose: () => tf.dispose([...inputs]),
  };
}
