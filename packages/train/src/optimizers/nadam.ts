import { add, div, mul, sqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { checkSetting } from '../settings.ts';
import { type AdamOptions, moments } from './adam-step.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface NadamOptions extends AdamOptions {
  /** How fast the momentum rises to beta1: beta1 (1 - 0.96^(t momentumDecay) / 2). Default: 0.004, the paper's and PyTorch's. */
  readonly momentumDecay?: number;
  /** Added to the gradient, times the weight. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016, "Incorporating Nesterov momentum into Adam"), as in PyTorch.
 *
 * @param learningRate default: 0.002, PyTorch's.
 * @throws TrainError for a negative setting, or a beta not below 1.
 */
export function nadam(
  learningRate = 2e-3,
  { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentumDecay = 0.004, weightDecay = 0 }: NadamOptions = {},
): OptimizerRecipe {
  checkSetting('nadam: learningRate', learningRate);
  checkSetting('nadam: beta1', beta1, 1);
  checkSetting('nadam: beta2', beta2, 1);
  checkSetting('nadam: eps', eps);
  checkSetting('nadam: momentumDecay', momentumDecay);
  checkSetting('nadam: weightDecay', weightDecay);
  const momentumAt = (step: number) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
  // Products of all momenta so far, by step: the same numbers in a resumed run.
  const products = [1];
  const productAt = (step: number): number => {
    for (let t = products.length; t <= step; t++) products.push((products[t - 1] as number) * momentumAt(t));
    return products[step] as number;
  };
  const update = (
    value: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    { step, rate }: { step: number; rate: number },
  ) => {
    const [newMean, newSquares] = moments(gradient, slots[0] as Tensor, slots[1] as Tensor, beta1, beta2);
    const spread = add(sqrt(div(newSquares, 1 - beta2 ** step)), eps);
    const now = (rate * (1 - momentumAt(step))) / (1 - productAt(step));
    const next = (rate * momentumAt(step + 1)) / (1 - productAt(step + 1));
    const change = div(add(mul(gradient, now), mul(newMean, next)), spread);
    return [sub(value, change), newMean, newSquares];
  };
  return () => new SlotOptimizer({ learningRate, slots: ['m', 'v'], l2: weightDecay, update });
}
