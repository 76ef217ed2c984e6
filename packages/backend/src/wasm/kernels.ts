import { BatchMatMul, Identity, Relu } from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.ts';
import type { Engine } from './engine.ts';
import { identity } from './identity.ts';
import type { MakeKernel } from './kernel.ts';
import type { Undo, WrapGradient } from './registry.ts';
import { RELU_GRADIENT, reluGradient, withReluGradient } from './relu-gradient.ts';

/** Kernels of the engine by the name under which TensorFlow.js calls them. Ours alone begin with `Gradlab`. */
export const engineKernels: Readonly<Record<string, MakeKernel>> = {
  [BatchMatMul]: batchMatMul,
  [Identity]: identity,
  [RELU_GRADIENT]: reluGradient,
};

/** Gradients that call them. */
export const engineGradients: Readonly<Record<string, WrapGradient>> = {
  [Relu]: withReluGradient,
};

/** What is neither: changes to layers and optimizers, which find the way to kernels that TensorFlow.js has no name for. */
export const enginePatches: readonly ((engine: Engine) => Undo)[] = [];
