import type { Tensor } from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import { type AdamOptions, adamStep } from './adam-step.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface AdamWOptions extends AdamOptions {
  /** Part of itself, times the learning rate, that a weight loses per step. Default: 0.01, PyTorch's. */
  readonly weightDecay?: number;
  /** Whether weights of fewer than two axes decay too: biases, scales and shifts of norms. Default: true, as in PyTorch. */
  readonly decayVectors?: boolean;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), as in PyTorch:
 * w = w - learningRate weightDecay w, then Adam's step. The decay is not a part of the loss.
 *
 * @param learningRate default: 0.001.
 * @throws TrainError for a negative setting, or a beta not below 1.
 */
export function adamw(
  learningRate = 1e-3,
  { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0.01, decayVectors = true }: AdamWOptions = {},
): OptimizerRecipe {
  checkSetting('adamw: learningRate', learningRate);
  checkSetting('adamw: beta1', beta1, 1);
  checkSetting('adamw: beta2', beta2, 1);
  checkSetting('adamw: eps', eps);
  checkSetting('adamw: weightDecay', weightDecay);
  return () =>
    new SlotOptimizer({
      learningRate,
      slots: ['m', 'v'],
      update: (value, gradient, slots, { step, rate }) => {
        const [mean, squares] = slots as [Tensor, Tensor];
        const keep = decayVectors || value.rank > 1 ? 1 - rate * weightDecay : 1;
        return adamStep(value, gradient, mean, squares, { step, rate, beta1, beta2, eps, keep });
      },
    });
}
