import {
  BatchMatMul,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedBatchNorm,
  type GradConfig,
  getGradient,
  getKernel,
  type KernelConfig,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';

const BACKEND = 'wasm';

function stockKernel(kernelName: string): KernelConfig | undefined {
  // getKernel is typed as if it always found one.
  return getKernel(kernelName, BACKEND) as KernelConfig | undefined;
}

function replaceKernel(kernelName: string, kernelFunc: KernelConfig['kernelFunc']): () => void {
  const stock = stockKernel(kernelName);
  if (stock) unregisterKernel(kernelName, BACKEND);
  registerKernel({ ...stock, kernelName, backendName: BACKEND, kernelFunc });
  return () => {
    unregisterKernel(kernelName, BACKEND);
    if (stock) registerKernel(stock);
  };
}

function replaceGradient(kernelName: string, wrap: (stock: GradConfig) => GradConfig): () => void {
  const stock = getGradient(kernelName);
  unregisterGradient(kernelName);
  registerGradient(wrap(stock));
  return () => {
    unregisterGradient(kernelName);
    registerGradient(stock);
  };
}

let undo: readonly (() => void)[] | undefined;

/**
 * Makes the wasm backend able to train: adds the filter gradient of convolutions, which it lacks, and replaces the slowest
 * stock kernels by compositions of fast ones. Other backends are untouched. Calling it again changes nothing.
 *
 * The wasm backend's kernels must be registered (`import '@tensorflow/tfjs-backend-wasm'`).
 *
 * @returns a function that puts the stock kernels back.
 */
export function registerWasmTraining(): () => void {
  if (undo === undefined) {
    const matMul = getKernel(BatchMatMul, BACKEND).kernelFunc;
    const backpropInput = getKernel(Conv2DBackpropInput, BACKEND).kernelFunc;
    undo = [
      replaceKernel(Conv2DBackpropFilter, conv2DBackpropFilter),
      replaceKernel(Conv2DBackpropInput, conv2DBackpropInput(backpropInput)),
      replaceKernel(BatchMatMul, batchMatMul(matMul)),
      replaceGradient(FusedBatchNorm, batchNormGradient),
    ];
  }
  return () => {
    for (const putBack of undo ?? []) putBack();
    undo = undefined;
  };
}
