import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import { signOf } from '../sign.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface LionOptions {
  /** Weight of the momentum in the step's direction. Default: 0.9. */
  readonly beta1?: number;
  /** Decay of the momentum. Default: 0.99. */
  readonly beta2?: number;
  /** Part of itself, times the learning rate, that a weight loses per step. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Lion (Chen et al. 2023, arXiv:2302.06675): every weight moves by the learning rate, in the direction of the sign.
 *
 * @param learningRate default: 0.0001, a third to a tenth of Adam's, as the paper advises.
 * @throws TrainError for a negative setting, or a beta not below 1.
 */
export function lion(
  learningRate = 1e-4,
  { beta1 = 0.9, beta2 = 0.99, weightDecay = 0 }: LionOptions = {},
): OptimizerRecipe {
  checkSetting('lion: learningRate', learningRate);
  checkSetting('lion: beta1', beta1, 1);
  checkSetting('lion: beta2', beta2, 1);
  checkSetting('lion: weightDecay', weightDecay);
  return () =>
    new SlotOptimizer({
      learningRate,
      slots: ['m'],
      update: (value, gradient, slots, { rate }) => {
        const mean = slots[0] as Tensor;
        const direction = signOf(add(mul(mean, beta1), mul(gradient, 1 - beta1)));
        return [
          sub(mul(value, 1 - rate * weightDecay), mul(direction, rate)),
          add(mul(mean, beta2), mul(gradient, 1 - beta2)),
        ];
      },
    });
}
