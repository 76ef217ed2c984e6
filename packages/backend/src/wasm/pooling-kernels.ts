import {
  AvgPool,
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  MaxPool,
  MaxPool3D,
  MaxPool3DGrad,
  MaxPoolGrad,
} from '@tensorflow/tfjs-core';
import { avgPool, avgPool3D, avgPool3DGrad, avgPoolGrad } from './avg-pool.ts';
import type { MakeKernel } from './kernel.ts';
import { maxPool, maxPool3D, maxPool3DGrad, maxPoolGrad } from './max-pool.ts';
import { withAvgPoolRounding, withMaxPoolRounding } from './pool-rounding.ts';
import type { WrapGradient } from './registry.ts';

export const poolingKernels: Readonly<Record<string, MakeKernel>> = {
  [AvgPool]: avgPool,
  [AvgPool3D]: avgPool3D,
  [AvgPool3DGrad]: avgPool3DGrad,
  [AvgPoolGrad]: avgPoolGrad,
  [MaxPool]: maxPool,
  [MaxPool3D]: maxPool3D,
  [MaxPool3DGrad]: maxPool3DGrad,
  [MaxPoolGrad]: maxPoolGrad,
};

export const poolingGradients: Readonly<Record<string, WrapGradient>> = {
  [AvgPool]: withAvgPoolRounding,
  [MaxPool]: withMaxPoolRounding,
};
