import { type backend_util, Conv2DBackpropInput, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { inputGradientPlans } from './conv-plan.ts';
import { defer } from './deferred.ts';
import { address, type Engine } from './engine.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { runPlan } from './run-plan.ts';
import { checkSignal, withSignal } from './signal.ts';
import { fitsWinograd } from './winograd.ts';

type Attrs = ConvGradientAttrs & { readonly inputShape: readonly number[] };

interface Inputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
  /** Added to the result. */
  readonly other?: TensorInfo;
}

function compute(
  engine: Engine,
  { dy, filter, other }: Inputs,
  info: backend_util.Conv2DInfo,
  dx: TensorInfo,
): void {
  // It may have been put off, and computing it runs kernels.
  if (other) address(engine, other);
  withSignal(engine, dy, info, (x) => {
    for (const plan of inputGradientPlans(info)) {
      runPlan(engine, plan, {
        x,
        filter,
        transposed: true,
        y: dx,
        other,
        images: info.batchSize,
        outputs: info.inChannels,
        imageSize: info.inHeight * info.inWidth * info.inChannels,
      });
    }
  });
}

/** Put off, and then computed together with the gradient that comes another way and is added, as around a residual block. */
function waiting(engine: Engine, inputs: Inputs, info: backend_util.Conv2DInfo): TensorInfo {
  const { dy, filter, other } = inputs;
  const { inShape, inChannels, batchSize } = info;
  const [plan, ...more] = inputGradientPlans(info);
  const oneGrid = plan !== undefined && more.length === 0 && fitsWinograd(plan, inChannels, batchSize);
  const needed = other ? [dy, filter, other] : [dy, filter];
  return defer(engine, inShape, needed, (dx) => compute(engine, inputs, info, dx), {
    plus: (added, shape) => {
      const fits = [added.shape, inShape].every((each) => util.arraysEqual(each, [...shape]));
      if (other || !oneGrid || !fits || !allFloat(added)) return undefined;
      return waiting(engine, { ...inputs, other: added }, info);
    },
  });
}

/** Gradient of a convolution with respect to its input: convolutions of the signal with the filter, its channels exchanged. */
export const conv2DBackpropInput: MakeKernel = (engine, stock) => (args) => {
  const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape, ...attrs } = args.attrs as unknown as Attrs;
  if (attrs.dataFormat === 'NCHW') return fallBack(Conv2DBackpropInput, attrs.dataFormat, stock, args);
  if (!allFloat(dy, filter)) return fallBack(Conv2DBackpropInput, dy.dtype, stock, args);
  const info = convInfo(inputShape, filter.shape, attrs);
  checkSignal(dy, info);
  return waiting(engine, { dy, filter }, info);
};
