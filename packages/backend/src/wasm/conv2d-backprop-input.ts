import { Conv2DBackpropInput, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvGradientAttrs, convInfo } from './conv-info.ts';
import { inputGradientPlans } from './conv-plan.ts';
import { defer } from './deferred.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { runPlan } from './run-plan.ts';
import { checkSignal, withSignal } from './signal.ts';

type Attrs = ConvGradientAttrs & { readonly inputShape: readonly number[] };

/** Gradient of a convolution with respect to its input: convolutions of the signal with the filter, its channels exchanged. */
export const conv2DBackpropInput: MakeKernel = (engine, stock) => (args) => {
  const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape, ...attrs } = args.attrs as unknown as Attrs;
  if (attrs.dataFormat === 'NCHW') return fallBack(Conv2DBackpropInput, attrs.dataFormat, stock, args);
  if (!allFloat(dy, filter)) return fallBack(Conv2DBackpropInput, dy.dtype, stock, args);
  const info = convInfo(inputShape, filter.shape, attrs);
  checkSignal(dy, info);
  return defer(engine, inputShape, [dy, filter], (dx) => {
    withSignal(engine, dy, info, (x) => {
      for (const plan of inputGradientPlans(info)) {
        runPlan(engine, plan, {
          x,
          filter,
          transposed: true,
          y: dx,
          images: info.batchSize,
          outputs: info.inChannels,
          imageSize: info.inHeight * info.inWidth * info.inChannels,
        });
      }
    });
  });
};
