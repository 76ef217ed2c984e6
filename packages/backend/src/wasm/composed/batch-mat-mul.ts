import type { BatchMatMulAttrs, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { Scratch } from './scratch.ts';

function swapLastTwo(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  axes.push(...axes.splice(-2).reverse());
  return axes;
}

/**
 * Matrix product with explicit transposes: only the plain product reaches XNNPACK, and the stock kernel's own transposed
 * loop is about seventy times slower. Every gradient of a dense layer needs one.
 */
export const batchMatMul =
  (stock: KernelFunc): KernelFunc =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = args.attrs as unknown as BatchMatMulAttrs;
    if (!transposeA && !transposeB) return stock(args);
    const scratch = new Scratch(args.backend);
    const left = transposeA ? scratch.transpose(a, swapLastTwo(a.shape.length)) : a;
    const right = transposeB ? scratch.transpose(b, swapLastTwo(b.shape.length)) : b;
    const product = stock({
      ...args,
      inputs: { a: left, b: right },
      attrs: { ...args.attrs, transposeA: false, transposeB: false },
    }) as TensorInfo;
    return scratch.keep(product);
  };
