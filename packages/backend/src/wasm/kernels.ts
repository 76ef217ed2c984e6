import {
  _FusedMatMul,
  BatchMatMul,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  Exp,
  FusedConv2D,
  FusedDepthwiseConv2D,
  Identity,
  LRN,
  LRNGrad,
} from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.ts';
import { channelGradients, channelKernels, channelPatches } from './channel-kernels.ts';
import { conv2D, fusedConv2D } from './conv2d.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';
import {
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  depthwiseConv2D,
  fusedDepthwiseConv2D,
} from './depthwise-conv2d.ts';
import { withDilatedDepthwiseGradient, withDilatedGradient } from './dilated-gradients.ts';
import { elementwiseGradients, elementwiseKernels } from './elementwise-kernels.ts';
import type { Engine } from './engine.ts';
import { exponential } from './exponential.ts';
import { fusedMatMul } from './fused-mat-mul.ts';
import { identity } from './identity.ts';
import type { MakeKernel } from './kernel.ts';
import { layoutKernels } from './layout-kernels.ts';
import { lrn, lrnGrad } from './lrn.ts';
import { optimizerKernels, optimizerPatches } from './optimizers/index.ts';
import { poolingGradients, poolingKernels } from './pooling-kernels.ts';
import { recurrentKernels } from './recurrent-kernels.ts';
import { addGradient, type Undo, type WrapGradient } from './registry.ts';
import {
  CROSS_ENTROPY,
  CROSS_ENTROPY_GRADIENT,
  crossEntropy,
  crossEntropyGradConfig,
  crossEntropyGradient,
} from './softmax-cross-entropy.ts';

/** Kernels of the engine by the name under which TensorFlow.js calls them. Ours alone begin with `Gradlab`. */
export const engineKernels: Readonly<Record<string, MakeKernel>> = {
  [_FusedMatMul]: fusedMatMul,
  [BatchMatMul]: batchMatMul,
  [Conv2D]: conv2D,
  [Conv2DBackpropFilter]: conv2DBackpropFilter,
  [Conv2DBackpropInput]: conv2DBackpropInput,
  [DepthwiseConv2dNative]: depthwiseConv2D,
  [DepthwiseConv2dNativeBackpropFilter]: depthwiseBackpropFilter,
  [DepthwiseConv2dNativeBackpropInput]: depthwiseBackpropInput,
  [CROSS_ENTROPY]: crossEntropy,
  [CROSS_ENTROPY_GRADIENT]: crossEntropyGradient,
  [Exp]: exponential,
  [FusedConv2D]: fusedConv2D,
  [FusedDepthwiseConv2D]: fusedDepthwiseConv2D,
  [Identity]: identity,
  [LRN]: lrn,
  [LRNGrad]: lrnGrad,
  ...channelKernels,
  ...elementwiseKernels,
  ...layoutKernels,
  ...optimizerKernels,
  ...poolingKernels,
  ...recurrentKernels,
};

/** Gradients that call them. */
export const engineGradients: Readonly<Record<string, WrapGradient>> = {
  [Conv2D]: withDilatedGradient,
  [DepthwiseConv2dNative]: withDilatedDepthwiseGradient,
  ...channelGradients,
  ...elementwiseGradients,
  ...poolingGradients,
};

/** What is neither: changes to layers and optimizers, which find the way to kernels that TensorFlow.js has no name for. */
export const enginePatches: readonly ((engine: Engine) => Undo)[] = [
  () => addGradient(crossEntropyGradConfig),
  ...channelPatches,
  ...optimizerPatches,
];
