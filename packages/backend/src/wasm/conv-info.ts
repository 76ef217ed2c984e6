import { backend_util, type Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/** What both gradients of a convolution share. `dilations` (default 1) is ours: stock gradients stop at 1. */
export type ConvGradientAttrs = Pick<Conv2DBackpropInputAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number] | null;
};

/** Sizes of the convolution whose gradient is wanted: `inputShape` NHWC, `filterShape` HWIO (depthwise: `[height, width, channels, multiplier]`). */
export function convInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode, dataFormat, dilations }: ConvGradientAttrs,
  depthwise = false,
): backend_util.Conv2DInfo {
  const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    format,
  );
}
