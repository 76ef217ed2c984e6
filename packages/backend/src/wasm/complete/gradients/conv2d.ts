import { type Conv2DAttrs, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

const LAST = [0, 2, 3, 1];
const FIRST = [0, 3, 1, 2];

/** Gradient of a convolution whose channels come first, by way of one whose channels come last: the kernels know no other. */
export const channelsFirstGradient = onWasm((stock) => (dy, saved, attrs) => {
  const { pad, dataFormat, ...rest } = attrs as unknown as Conv2DAttrs;
  if (dataFormat !== 'NCHW') return stock.gradFunc(dy, saved, attrs);
  const [x, filter] = saved as [Tensor, Tensor];
  const turned = {
    ...rest,
    pad: Array.isArray(pad) ? LAST.map((axis) => pad[axis]) : pad,
    dataFormat: 'NHWC',
  };
  const signal = transpose(dy as Tensor, LAST);
  const gradients = stock.gradFunc(signal, [transpose(x, LAST), filter], turned as unknown as typeof attrs);
  const { x: ofX, filter: ofFilter } = gradients as { x: () => Tensor; filter: () => Tensor };
  return { x: () => transpose(ofX(), FIRST), filter: ofFilter };
});
