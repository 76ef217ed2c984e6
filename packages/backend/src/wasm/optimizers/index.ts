import type { MakeKernel } from '../kernel.ts';
import type { Undo } from '../registry.ts';
import { ADAGRAD_UPDATE, type AdagradExports, adagradUpdate, fusedAdagrad } from './adagrad.ts';
import { ADAM_UPDATE, type AdamExports, adamUpdate, fusedAdam } from './adam.ts';
import { fuseOptimizer } from './fuse-optimizer.ts';
import {
  fusedMomentum,
  fusedSgd,
  MOMENTUM_UPDATE,
  type MomentumExports,
  momentumUpdate,
  SGD_UPDATE,
  sgdUpdate,
} from './momentum.ts';
import { fusedRmsProp, RMS_PROP_UPDATE, type RmsPropExports, rmsPropUpdate } from './rms-prop.ts';

export interface OptimizerExports extends AdagradExports, AdamExports, MomentumExports, RmsPropExports {}

export const optimizerKernels: Readonly<Record<string, MakeKernel>> = {
  [ADAGRAD_UPDATE]: adagradUpdate,
  [ADAM_UPDATE]: adamUpdate,
  [MOMENTUM_UPDATE]: momentumUpdate,
  [RMS_PROP_UPDATE]: rmsPropUpdate,
  [SGD_UPDATE]: sgdUpdate,
};

export const optimizerPatches: readonly (() => Undo)[] = [
  () => fuseOptimizer(fusedAdagrad),
  () => fuseOptimizer(fusedAdam),
  () => fuseOptimizer(fusedMomentum),
  () => fuseOptimizer(fusedRmsProp),
  () => fuseOptimizer(fusedSgd),
];
