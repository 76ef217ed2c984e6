import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { runFused } from '../fused-kernels.ts';
import { checkSetting } from '../settings.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface SgdOptions {
  /** Weight of the accumulated gradient, v = momentum v + g. Default: 0. */
  readonly momentum?: number;
  /** Look ahead along the accumulated gradient (Sutskever et al. 2013): the step is momentum v + g. Default: false. */
  readonly nesterov?: boolean;
  /** Added to the gradient, times the weight: an L2 penalty of half of it. Default: 0. */
  readonly weightDecay?: number;
}

/** The kernel `GradlabMomentum` in TensorFlow.js' operations, to the same bits. */
function composed(
  value: Tensor,
  velocity: Tensor,
  gradient: Tensor,
  momentum: number,
  nesterov: boolean,
  rate: number,
) {
  const newVelocity = add(mul(velocity, momentum), gradient);
  const direction = nesterov ? add(gradient, mul(newVelocity, momentum)) : newVelocity;
  return [sub(value, mul(direction, rate)), newVelocity];
}

/**
 * Stochastic gradient descent as in PyTorch: w = w - learningRate v.
 *
 * @param learningRate PyTorch's default is 0.001, Keras' 0.01; there is none here.
 * @throws TrainError for a negative setting, or a momentum not below 1.
 */
export function sgd(
  learningRate: number,
  { momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {},
): OptimizerRecipe {
  checkSetting('sgd: learningRate', learningRate);
  checkSetting('sgd: momentum', momentum, 1);
  checkSetting('sgd: weightDecay', weightDecay);
  if (momentum === 0) {
    const update = (value: Tensor, gradient: Tensor, _: unknown, { rate }: { rate: number }) =>
      runFused<Tensor[]>('GradlabSgd', { value, gradient }, { rate }) ?? [sub(value, mul(gradient, rate))];
    return () => new SlotOptimizer({ learningRate, slots: [], l2: weightDecay, update });
  }
  const update = (value: Tensor, gradient: Tensor, slots: readonly Tensor[], { rate }: { rate: number }) => {
    const velocity = slots[0] as Tensor;
    return (
      runFused<Tensor[]>('GradlabMomentum', { value, velocity, gradient }, { rate, momentum, nesterov }) ??
      composed(value, velocity, gradient, momentum, nesterov, rate)
    );
  };
  return () => new SlotOptimizer({ learningRate, slots: ['velocity'], l2: weightDecay, update });
}
