import { Conv2D, FusedConv2D, type TensorInfo } from '@tensorflow/tfjs-core';
import { type FusedActivation, finish, isRelu } from './activation.ts';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { forwardPlan } from './conv-plan.ts';
import { type Engine, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { runPlan } from './run-plan.ts';

type Attrs = ConvGradientAttrs & FusedActivation;

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

function forward(engine: Engine, inputs: Inputs, attrs: Attrs): TensorInfo {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const info = convInfo(x.shape, filter.shape, attrs);
  const y = output(engine, info.outShape);
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
  return finish(engine, y, attrs, preluActivationWeights);
}

const isNhwc = ({ dataFormat }: Attrs) => dataFormat === undefined || dataFormat === 'NHWC';

/** Convolution with any stride, padding and dilation. */
export const conv2D: MakeKernel = (engine, stock) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as Attrs;
  if (!isNhwc(attrs)) return fallBack(Conv2D, 'NCHW', stock, args);
  if (!allFloat(inputs.x, inputs.filter)) return fallBack(Conv2D, inputs.x.dtype, stock, args);
  return forward(engine, inputs, attrs);
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
