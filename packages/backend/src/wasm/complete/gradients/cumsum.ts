import { type CumsumAttrs, cumsum, type Tensor } from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

/** The sum from the other side. Along other axes than the last, the stock gradient is transposed: wrong, or it throws. */
export const cumsumGradient = onWasm(() => (dy, _saved, attrs) => {
  const { axis, exclusive, reverse } = attrs as unknown as CumsumAttrs;
  return { x: () => cumsum(dy as Tensor, axis, exclusive, !reverse) };
});
