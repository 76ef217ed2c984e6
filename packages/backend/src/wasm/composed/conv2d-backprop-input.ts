import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvGradientAttrs, convInfo } from '../conv-info.ts';
import { Scratch } from './scratch.ts';

type Attrs = ConvGradientAttrs & { readonly inputShape: readonly number[] };

/**
 * Gradient of a convolution with respect to its input: the convolution of dy with the filter turned by 180 degrees, its
 * channels exchanged. The stock kernel computes the same in plain loops; XNNPACK's convolution is several times faster.
 *
 * @param stock takes strides above 1, where dy would have to be spread out with zeros first and nothing is won.
 */
export const conv2DBackpropInput =
  (stock: KernelFunc): KernelFunc =>
  (args) => {
    const { dy, filter } = args.inputs as { dy: TensorInfo; filter: TensorInfo };
    const { inputShape, ...convolution } = args.attrs as unknown as Attrs;
    const info = convInfo(inputShape, filter.shape, convolution);
    if (info.strideHeight !== 1 || info.strideWidth !== 1) return stock(args);

    const top = info.effectiveFilterHeight - 1 - info.padInfo.top;
    const left = info.effectiveFilterWidth - 1 - info.padInfo.left;
    const bottom = info.inHeight - info.outHeight + info.padInfo.top;
    const right = info.inWidth - info.outWidth + info.padInfo.left;

    const scratch = new Scratch(args.backend);
    let signal = dy;
    if (Math.min(top, left, bottom, right) < 0) {
      // Padding wider than the window: these outputs saw nothing but padding, so they carry no gradient.
      const begin = [0, Math.max(0, -top), Math.max(0, -left), 0];
      const height = info.outHeight + Math.min(0, top) + Math.min(0, bottom);
      const width = info.outWidth + Math.min(0, left) + Math.min(0, right);
      signal = scratch.run(
        'Slice',
        { x: dy },
        { begin, size: [info.batchSize, height, width, info.outChannels] },
      );
    }
    const turned = scratch.run('Reverse', { x: filter }, { dims: [0, 1] });
    const exchanged = scratch.transpose(turned, [0, 1, 3, 2]);
    const gradient = scratch.run(
      'Conv2D',
      { x: signal, filter: exchanged },
      {
        strides: [1, 1],
        dilations: [info.dilationHeight, info.dilationWidth],
        pad: [
          [0, 0],
          [Math.max(0, top), Math.max(0, bottom)],
          [Math.max(0, left), Math.max(0, right)],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    return scratch.keep(gradient);
  };
