import {
  Conv2D,
  Cumsum,
  GatherV2,
  type GradConfig,
  Maximum,
  Minimum,
  Prod,
  SquaredDifference,
  Tile,
} from '@tensorflow/tfjs-core';
import type { WrapGradient } from '../../registry.ts';
import { broadcastingGradient } from './broadcasting.ts';
import { channelsFirstGradient } from './conv2d.ts';
import { cumsumGradient } from './cumsum.ts';
import { einsumGradient } from './einsum.ts';
import { gatherGradient } from './gather.ts';
import { prodGradient } from './prod.ts';
import { tileGradient } from './tile.ts';

/** In place of gradients of TensorFlow.js that throw, or are wrong, for some arguments. Other backends keep the stock ones. */
export const completeGradients: Readonly<Record<string, WrapGradient>> = {
  [Conv2D]: channelsFirstGradient,
  [Cumsum]: cumsumGradient,
  [GatherV2]: gatherGradient,
  [Maximum]: broadcastingGradient,
  [Minimum]: broadcastingGradient,
  [Prod]: prodGradient,
  [SquaredDifference]: broadcastingGradient,
  [Tile]: tileGradient,
};

/** Gradients that TensorFlow.js has on no backend. */
export const missingGradients: readonly GradConfig[] = [einsumGradient];
