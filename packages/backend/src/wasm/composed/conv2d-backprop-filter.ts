import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvGradientAttrs, convInfo } from '../conv-info.ts';
import { Scratch } from './scratch.ts';

type Attrs = ConvGradientAttrs & { readonly filterShape: readonly number[] };

/**
 * Gradient of a convolution with respect to its filter, which the stock wasm backend lacks.
 *
 * dW[i, j, ci, co] = sum over n, h, w of x[n, h s + i d, w s + j d, ci] dy[n, h, w, co]
 * is itself a convolution: over the transposed x [Ci, H, W, N], with the transposed dy [h, w, N, Co] as its filter, where
 * strides and dilations change places.
 */
export const conv2DBackpropFilter: KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, ...convolution } = attrs as unknown as Attrs;
  const info = convInfo(x.shape, filterShape, convolution);
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  const scratch = new Scratch(backend);

  // Rows and columns of x that a window ever reads; the bottom and right border may have to grow or to shrink.
  const readHeight = (info.outHeight - 1) * strideHeight + info.effectiveFilterHeight;
  const readWidth = (info.outWidth - 1) * strideWidth + info.effectiveFilterWidth;
  const bottom = readHeight - info.inHeight - padInfo.top;
  const right = readWidth - info.inWidth - padInfo.left;

  let image = scratch.transpose(x, [3, 1, 2, 0]);
  if (padInfo.top > 0 || padInfo.left > 0 || bottom > 0 || right > 0) {
    const paddings = [
      [0, 0],
      [padInfo.top, Math.max(0, bottom)],
      [padInfo.left, Math.max(0, right)],
      [0, 0],
    ];
    image = scratch.run('PadV2', { x: image }, { paddings, constantValue: 0 });
  }
  if (bottom < 0 || right < 0) {
    const size = [info.inChannels, readHeight, readWidth, info.batchSize];
    image = scratch.run('Slice', { x: image }, { begin: [0, 0, 0, 0], size });
  }
  const filter = scratch.transpose(dy, [1, 2, 0, 3]);
  const gradient = scratch.run(
    'Conv2D',
    { x: image, filter },
    {
      strides: [dilationHeight, dilationWidth],
      dilations: [strideHeight, strideWidth],
      pad: 'valid',
      dataFormat: 'NHWC',
    },
  );
  return scratch.keep(scratch.transpose(gradient, [1, 2, 0, 3]));
};
