import { _FusedMatMul, type _FusedMatMulAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { finish, isRelu } from './activation.ts';
import { productOf } from './batch-mat-mul.ts';
import { address, addressOr0, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { multiply } from './multiply.ts';

export interface BiasExports {
  /** y += bias per column, in place; then ReLU where wanted. */
  addBias(y: number, rows: number, columns: number, bias: number, relu: boolean): void;
}

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/** A dense layer: matrix product, bias per column, activation. */
export const fusedMatMul: MakeKernel = (engine, stock) => (args) => {
  const { a, b, bias, preluActivationWeights } = args.inputs as unknown as Inputs;
  const attrs = args.attrs as unknown as _FusedMatMulAttrs;
  if (!allFloat(a, b, bias)) return fallBack(_FusedMatMul, a.dtype, stock, args);
  const product = productOf(a.shape, b.shape, attrs);
  const { rows, columns, shape, pairs } = product;
  if (bias && !(bias.shape.at(-1) === columns && sizeOf(bias.shape) === columns)) {
    return fallBack(_FusedMatMul, `a bias of shape [${bias.shape}]`, stock, args);
  }
  const y = output(engine, shape);
  multiply(engine, a, b, product, y);
  if (bias || isRelu(attrs)) {
    const place = address(engine, y);
    engine.wasm.addBias(place, pairs.length * rows, columns, addressOr0(engine, bias), isRelu(attrs));
  }
  return finish(engine, y, attrs, preluActivationWeights);
};
