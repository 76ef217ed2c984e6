import { Conv2D, FusedConv2D, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type FusedActivation, finish, isRelu } from './activation.ts';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { forwardPlan } from './conv-plan.ts';
import { postpone } from './deferred.ts';
import { address, type Engine, output } from './engine.ts';
import { inBackwardPass, recordings } from './internals.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { runPlan } from './run-plan.ts';

type Attrs = ConvGradientAttrs & FusedActivation;

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/** The convolution with bias and ReLU, but without other activations. */
function compute(engine: Engine, { x, filter, bias }: Inputs, attrs: Attrs, y: TensorInfo): void {
  const info = convInfo(x.shape, filter.shape, attrs);
  runPlan(engine, forwardPlan(info), {
    x,
    filter,
    transposed: false,
    bias,
    relu: isRelu(attrs),
    y,
    images: info.batchSize,
    outputs: info.outChannels,
    imageSize: info.outHeight * info.outWidth * info.outChannels,
  });
}

function forward(engine: Engine, inputs: Inputs, attrs: Attrs): TensorInfo {
  const y = output(engine, convInfo(inputs.x.shape, inputs.filter.shape, attrs).outShape);
  compute(engine, inputs, attrs, y);
  return finish(engine, y, attrs, inputs.preluActivationWeights);
}

/**
 * While a gradient is recorded, TensorFlow.js splits a layer into its convolution, the addition of its bias and its activation.
 * The convolution waits for them.
 */
function waiting(engine: Engine, inputs: Inputs, attrs: Attrs): TensorInfo {
  const { x, filter, bias } = inputs;
  const { outShape, outChannels } = convInfo(x.shape, filter.shape, attrs);
  const needed = bias ? [x, filter, bias] : [x, filter];
  return postpone(engine, outShape, needed, (y) => compute(engine, inputs, attrs, y), {
    plus: (other, shape) => {
      const perOutput = other.shape.length === 1 && other.shape[0] === outChannels;
      const flat = !util.arraysEqual([...shape], outShape);
      if (bias || !perOutput || flat || !allFloat(other)) return undefined;
      address(engine, other);
      return waiting(engine, { ...inputs, bias: other }, attrs);
    },
    rectified: (shape) => ({
      ...forward(engine, inputs, { ...attrs, activation: 'relu' }),
      shape: [...shape],
    }),
  });
}

const isNhwc = ({ dataFormat }: Attrs) => dataFormat === undefined || dataFormat === 'NHWC';

/** Convolution with any stride, padding and dilation. */
export const conv2D: MakeKernel = (engine, stock) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as Attrs;
  if (!isNhwc(attrs)) return fallBack(Conv2D, 'NCHW', stock, args);
  if (!allFloat(inputs.x, inputs.filter)) return fallBack(Conv2D, inputs.x.dtype, stock, args);
  return recordings() > 0 && !inBackwardPass()
    ? waiting(engine, inputs, attrs)
    : forward(engine, inputs, attrs);
};

/** The same with a bias per channel and an activation. */
export const fusedConv2D: MakeKernel = (engine, stock) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as Attrs;
  const { x, filter, bias } = inputs;
  if (!isNhwc(attrs)) return fallBack(FusedConv2D, 'NCHW', stock, args);
  if (!allFloat(x, filter, bias)) return fallBack(FusedConv2D, x.dtype, stock, args);
  const channels = filter.shape[3];
  if (bias && !(bias.shape.at(-1) === channels && sizeOf(bias.shape) === channels)) {
    return fallBack(FusedConv2D, `a bias of shape [${bias.shape}]`, stock, args);
  }
  return forward(engine, inputs, attrs);
};
