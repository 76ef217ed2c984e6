import {
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { type FusedActivation, finish, isRelu } from './activation.ts';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { forwardPlan, inputGradientPlans } from './conv-plan.ts';
import { biasPanels } from './convolve.ts';
import { defer } from './deferred.ts';
import { depthwise, depthwiseFilterGradient, multiplier, perOutput, repeated } from './depthwise.ts';
import { address, type Engine, output, scratch } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { checkSignal, withSignal } from './signal.ts';

type Attrs = ConvGradientAttrs & FusedActivation;

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

function forward(
  engine: Engine,
  { x, filter, bias, preluActivationWeights }: Inputs,
  attrs: Attrs,
): TensorInfo {
  const info = convInfo(x.shape, filter.shape, attrs, true);
  const y = output(engine, info.outShape);
  depthwise(engine, forwardPlan(perOutput(info)), {
    x: repeated(engine, x, multiplier(info)),
    images: info.batchSize,
    filter: address(engine, filter),
    bias: biasPanels(engine, 'conv.bias', bias, info.outChannels),
    relu: isRelu(attrs),
    y: address(engine, y),
    imageSize: info.outHeight * info.outWidth * info.outChannels,
  });
  return finish(engine, y, attrs, preluActivationWeights);
}

const isNchw = ({ dataFormat }: Attrs) => dataFormat === 'NCHW';

/** Convolution of every channel with filters of its own. */
export const depthwiseConv2D: MakeKernel = (engine, stock) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as Attrs;
  if (isNchw(attrs)) return fallBack(DepthwiseConv2dNative, 'NCHW', stock, args);
  if (!allFloat(inputs.x, inputs.filter)) return fallBack(DepthwiseConv2dNative, inputs.x.dtype, stock, args);
  return forward(engine, inputs, attrs);
};

/** The same with a bias per channel and an activation. */
export const fusedDepthwiseConv2D: MakeKernel = (engine, stock) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as Attrs;
  const { x, filter, bias } = inputs;
  if (isNchw(attrs)) return fallBack(FusedDepthwiseConv2D, 'NCHW', stock, args);
  if (!allFloat(x, filter, bias)) return fallBack(FusedDepthwiseConv2D, x.dtype, stock, args);
  const channels = sizeOf(filter.shape.slice(2));
  if (bias && !(bias.shape.at(-1) === channels && sizeOf(bias.shape) === channels)) {
    return fallBack(FusedDepthwiseConv2D, `a bias of shape [${bias.shape}]`, stock, args);
  }
  return forward(engine, inputs, attrs);
};

/** Gradient with respect to the input, which the stock wasm backend lacks. */
export const depthwiseBackpropInput: MakeKernel = (engine, stock) => (args) => {
  const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape, ...attrs } = args.attrs as unknown as Attrs & {
    readonly inputShape: readonly number[];
  };
  if (isNchw(attrs)) return fallBack(DepthwiseConv2dNativeBackpropInput, 'NCHW', stock, args);
  const info = convInfo(inputShape, filter.shape, attrs, true);
  const times = multiplier(info);
  const count = sizeOf(inputShape);
  checkSignal(dy, info);
  return defer(engine, inputShape, [dy, filter], (dx) =>
    withSignal(engine, dy, info, (part) => {
      const [signal, weights, target] = [part, filter, dx].map((each) => address(engine, each)) as [
        number,
        number,
        number,
      ];
      const spread = times === 1 ? target : scratch(engine, 'depthwise.repeated', 4 * count * times);
      for (const plan of inputGradientPlans(perOutput(info))) {
        depthwise(engine, plan, {
          x: signal,
          images: info.batchSize,
          filter: weights,
          bias: biasPanels(engine, 'conv.bias', undefined, info.outChannels),
          relu: false,
          y: spread,
          imageSize: info.inHeight * info.inWidth * info.outChannels,
        });
      }
      if (times > 1) engine.wasm.sumChannels(spread, count, times, target);
    }),
  );
};

/** Gradient with respect to the filter, which the stock wasm backend lacks. */
export const depthwiseBackpropFilter: MakeKernel = (engine, stock) => (args) => {
  const { x, dy } = args.inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, ...attrs } = args.attrs as unknown as Attrs & {
    readonly filterShape: readonly number[];
  };
  if (isNchw(attrs)) return fallBack(DepthwiseConv2dNativeBackpropFilter, 'NCHW', stock, args);
  const info = convInfo(x.shape, filterShape, attrs, true);
  checkSignal(dy, info);
  return defer(engine, filterShape, [x, dy], (dw) =>
    withSignal(engine, dy, info, (part) => depthwiseFilterGradient(engine, info, x, part, dw)),
  );
};
