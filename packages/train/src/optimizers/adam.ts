import type { Tensor } from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import { type AdamOptions, adamStep } from './adam-step.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface AdamL2Options extends AdamOptions {
  /** Added to the gradient, times the weight, as in PyTorch's Adam. For decay apart from the gradient take `adamw`. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980).
 *
 * @param learningRate default: 0.001, the paper's.
 * @throws TrainError for a negative setting, or a beta not below 1.
 */
export function adam(
  learningRate = 1e-3,
  { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 }: AdamL2Options = {},
): OptimizerRecipe {
  checkSetting('adam: learningRate', learningRate);
  checkSetting('adam: beta1', beta1, 1);
  checkSetting('adam: beta2', beta2, 1);
  checkSetting('adam: eps', eps);
  checkSetting('adam: weightDecay', weightDecay);
  return () =>
    new SlotOptimizer({
      learningRate,
      slots: ['m', 'v'],
      l2: weightDecay,
      update: (value, gradient, slots, step) => {
        const [mean, squares] = slots as [Tensor, Tensor];
        return adamStep(value, gradient, mean, squares, { ...step, beta1, beta2, eps, keep: 1 });
      },
    });
}
