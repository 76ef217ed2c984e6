import {
  div,
  maximum,
  mean,
  mul,
  reshape,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import type { LayerPair } from './features.ts';

export interface AttentionTransfer {
  readonly pairs: readonly LayerPair[];
  /** Default: 1000, the authors'. */
  readonly weight?: number;
  /**
   * 'code': the mean squared difference of the maps, as the authors computed it; 'paper': half the length of the difference, as they wrote it.
   * Default: 'code'.
   */
  readonly form?: 'code' | 'paper';
}

/** Below the square of any length that matters; keeps the gradient of the root finite at 0. */
const TINY = 1e-24;

/** A map of length 1 of where a layer is active: the mean of squares over channels, flattened. Call it inside tidy. */
function attentionMap(features: Tensor): Tensor {
  const flat = reshape(mean(square(features), -1), [features.shape[0] ?? 0, -1]);
  return div(flat, sqrt(maximum(sum(square(flat), 1, true), TINY)));
}

/**
 * How differently two layers attend to places (Zagoruyko and Komodakis 2017, arXiv:1612.03928), mean over the batch. Call it inside tidy.
 *
 * @param teacher `[N, H, W, C]`
 * @param student `[N, H, W, D]`
 * @throws InvalidOptionError where the maps have not the same places
 */
export function attentionLoss(teacher: Tensor, student: Tensor, form: 'code' | 'paper'): Scalar {
  if (teacher.rank < 3 || teacher.shape.slice(0, -1).join() !== student.shape.slice(0, -1).join()) {
    throw new InvalidOptionError(
      `Attention transfer needs layers over the same places, got [${teacher.shape}] and [${student.shape}].`,
    );
  }
  const difference = square(sub(attentionMap(teacher), attentionMap(student)));
  if (form === 'code') return mean(difference) as Scalar;
  return mul(mean(sqrt(maximum(sum(difference, 1), TINY))), 0.5) as Scalar;
}
