import {
  BatchMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedBatchNorm,
  type KernelFunc,
} from '@tensorflow/tfjs-core';
import type { WrapGradient } from '../registry.ts';
import { batchMatMul } from './batch-mat-mul.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';

/**
 * Training made of stock kernels, for where the engine cannot run and for what it does not cover: several times slower than the
 * engine, many times faster than the stock wasm backend.
 */
export const composedKernels: Readonly<Record<string, (stock: KernelFunc) => KernelFunc>> = {
  [Conv2DBackpropFilter]: () => conv2DBackpropFilter,
  [Conv2DBackpropInput]: conv2DBackpropInput,
  [BatchMatMul]: batchMatMul,
};

export const composedGradients: Readonly<Record<string, WrapGradient>> = {
  [FusedBatchNorm]: batchNormGradient,
};
