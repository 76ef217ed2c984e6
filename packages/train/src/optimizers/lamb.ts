import {
  add,
  div,
  greater,
  logicalAnd,
  mul,
  norm,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import { type AdamOptions, moments } from './adam-step.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface LambOptions extends AdamOptions {
  /** Part of itself that is added to a weight's step before it is scaled. Default: 0.01, the paper's. */
  readonly weightDecay?: number;
}

/**
 * LAMB (You et al. 2020, arXiv:1904.00962, algorithm 2), for large batches: Adam's step with weight decay, scaled for each weight tensor
 * to the tensor's own norm (to 1 where either norm is 0).
 *
 * @param learningRate default: 0.001.
 * @throws TrainError for a negative setting, or a beta not below 1.
 */
export function lamb(
  learningRate = 1e-3,
  { beta1 = 0.9, beta2 = 0.999, eps = 1e-6, weightDecay = 0.01 }: LambOptions = {},
): OptimizerRecipe {
  checkSetting('lamb: learningRate', learningRate);
  checkSetting('lamb: beta1', beta1, 1);
  checkSetting('lamb: beta2', beta2, 1);
  checkSetting('lamb: eps', eps);
  checkSetting('lamb: weightDecay', weightDecay);
  return () =>
    new SlotOptimizer({
      learningRate,
      slots: ['m', 'v'],
      update: (value, gradient, slots, { step, rate }) => {
        const [newMean, newSquares] = moments(gradient, slots[0] as Tensor, slots[1] as Tensor, beta1, beta2);
        const spread = add(sqrt(div(newSquares, 1 - beta2 ** step)), eps);
        const direction = add(div(div(newMean, 1 - beta1 ** step), spread), mul(value, weightDecay));
        const [size, stepSize] = [norm(value), norm(direction)];
        const trust = where(logicalAnd(greater(size, 0), greater(stepSize, 0)), div(size, stepSize), 1);
        return [sub(value, mul(direction, mul(trust, rate))), newMean, newSquares];
      },
    });
}
