import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface AdagradOptions {
  /** The learning rate of step t is divided by 1 + (t - 1) rateDecay. Default: 0. */
  readonly rateDecay?: number;
  /** Added to the root of the summed squares. Default: 1e-10, PyTorch's. */
  readonly eps?: number;
  /** Added to the gradient, times the weight. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adagrad (Duchi, Hazan and Singer 2011, JMLR 12) as in PyTorch: w = w - learningRate g / (sqrt(sum of g^2) + eps).
 * `tf.train.adagrad` starts the sum at 0.1 and adds eps under the root.
 *
 * @param learningRate default: 0.01, PyTorch's.
 * @throws TrainError for a negative setting.
 */
export function adagrad(
  learningRate = 0.01,
  { rateDecay = 0, eps = 1e-10, weightDecay = 0 }: AdagradOptions = {},
): OptimizerRecipe {
  checkSetting('adagrad: learningRate', learningRate);
  checkSetting('adagrad: rateDecay', rateDecay);
  checkSetting('adagrad: eps', eps);
  checkSetting('adagrad: weightDecay', weightDecay);
  return () =>
    new SlotOptimizer({
      learningRate,
      slots: ['sum'],
      l2: weightDecay,
      update: (value, gradient, slots, { step, rate }) => {
        const squares = add(slots[0] as Tensor, square(gradient));
        const change = mul(div(gradient, add(sqrt(squares), eps)), rate / (1 + (step - 1) * rateDecay));
        return [sub(value, change), squares];
      },
    });
}
