import { Add, FusedBatchNorm, Mean, Multiply, RealDiv, Sub, Sum } from '@tensorflow/tfjs-core';
import { fusedBatchNorm } from './batch-norm.ts';
import { batchNormProducts, PRODUCTS_KERNEL, withBatchNormGradient } from './batch-norm-gradient.ts';
import { patchBatchNormalization } from './batch-norm-layer.ts';
import {
  batchNormTraining,
  batchNormTrainingGradConfig,
  batchNormTrainingGradient,
  TRAINING_GRADIENT_KERNEL,
  TRAINING_KERNEL,
} from './batch-norm-training.ts';
import { add, multiply, REPEAT_KERNEL, realDiv, repeat, sub } from './broadcast.ts';
import type { MakeKernel } from './kernel.ts';
import { MOVING_AVERAGE_KERNEL, movingAverage } from './moving-average.ts';
import { mean, sum } from './reduce.ts';
import { withMeanGradient, withSumGradient } from './reduce-gradient.ts';
import { addGradient, type Undo, type WrapGradient } from './registry.ts';

/** Batch normalization, sums, and what is repeated along axes. */
export const channelKernels: Readonly<Record<string, MakeKernel>> = {
  [Add]: add,
  [FusedBatchNorm]: fusedBatchNorm,
  [Mean]: mean,
  [MOVING_AVERAGE_KERNEL]: movingAverage,
  [Multiply]: multiply,
  [PRODUCTS_KERNEL]: batchNormProducts,
  [RealDiv]: realDiv,
  [REPEAT_KERNEL]: repeat,
  [Sub]: sub,
  [Sum]: sum,
  [TRAINING_GRADIENT_KERNEL]: batchNormTrainingGradient,
  [TRAINING_KERNEL]: batchNormTraining,
};

export const channelGradients: Readonly<Record<string, WrapGradient>> = {
  [FusedBatchNorm]: withBatchNormGradient,
  [Mean]: withMeanGradient,
  [Sum]: withSumGradient,
};

export const channelPatches: readonly (() => Undo)[] = [
  () => addGradient(batchNormTrainingGradConfig),
  patchBatchNormalization,
];
