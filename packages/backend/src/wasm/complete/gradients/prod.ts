import {
  backend_util,
  cast,
  cumprod,
  mul,
  type ProdAttrs,
  reshape,
  type Tensor,
  transpose,
  util,
} from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

/**
 * The signal times the product of all other factors. The stock gradient needs the chained methods of the union package, and
 * knows no negative axes.
 */
export const prodGradient = onWasm(() => (dy, saved, attrs) => {
  const x = saved[0] as Tensor;
  const { axis } = attrs as unknown as ProdAttrs;
  const axes = util.parseAxisParam(axis, x.shape);
  const kept = x.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const perm = [...kept, ...axes];
  const columns = util.sizeFromShape(axes.map((i) => x.shape[i] as number));
  const rows = util.sizeFromShape(kept.map((i) => x.shape[i] as number));
  return {
    x: () => {
      const turned = transpose(cast(x, 'float32'), perm);
      const factors = reshape(turned, [rows, columns]);
      const others = mul(cumprod(factors, 1, true, false), cumprod(factors, 1, true, true));
      const gradient = mul(reshape(dy as Tensor, [rows, 1]), others);
      return transpose(reshape(gradient, turned.shape), backend_util.getUndoAxesPermutation(perm));
    },
  };
});
