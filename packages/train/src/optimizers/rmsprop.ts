import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { runFused } from '../fused-kernels.ts';
import { checkSetting } from '../settings.ts';
import type { OptimizerRecipe } from './recipe.ts';
import { type RuleStep, SlotOptimizer } from './slot-optimizer.ts';

export interface RmspropOptions {
  /** Decay of the mean squared gradient, PyTorch's alpha. Default: 0.99, PyTorch's. */
  readonly decay?: number;
  /** Weight of the accumulated steps, v = momentum v + g / (sqrt(mean square) + eps). Default: 0. */
  readonly momentum?: number;
  /** Added to the root of the mean square. Default: 1e-8, PyTorch's. */
  readonly eps?: number;
  /** Added to the gradient, times the weight. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop (Tieleman and Hinton 2012, lecture 6e of "Neural Networks for Machine Learning") as in PyTorch:
 * w = w - learningRate g / (sqrt(s) + eps), where s is the running mean of g^2.
 *
 * Keras and `tf.train.rmsprop` differ: they add eps under the root, which damps steps for gradients below sqrt(eps) rather
 * than eps, forget faster (0.9), and scale the accumulated steps with the learning rate of the step that made them.
 *
 * @param learningRate default: 0.01, PyTorch's.
 * @throws TrainError for a negative setting, or a decay or momentum not below 1.
 */
export function rmsprop(
  learningRate = 0.01,
  { decay = 0.99, momentum = 0, eps = 1e-8, weightDecay = 0 }: RmspropOptions = {},
): OptimizerRecipe {
  checkSetting('rmsprop: learningRate', learningRate);
  checkSetting('rmsprop: decay', decay, 1);
  checkSetting('rmsprop: momentum', momentum, 1);
  checkSetting('rmsprop: eps', eps);
  checkSetting('rmsprop: weightDecay', weightDecay);

  /** The kernel `GradlabRmsProp` in TensorFlow.js' operations, to the same bits. */
  const composed = (
    value: Tensor,
    gradient: Tensor,
    squares: Tensor,
    velocity: Tensor | undefined,
    rate: number,
  ) => {
    const newSquares = add(mul(squares, decay), mul(square(gradient), 1 - decay));
    const direction = div(gradient, add(sqrt(newSquares), eps));
    const newVelocity = velocity ? add(mul(velocity, momentum), direction) : direction;
    return [sub(value, mul(newVelocity, rate)), newSquares, newVelocity];
  };
  const update = (value: Tensor, gradient: Tensor, slots: readonly Tensor[], { rate }: RuleStep) => {
    const [squares, velocity] = slots as [Tensor, Tensor | undefined];
    const inputs = { value, square: squares, gradient, ...(velocity ? { velocity } : {}) };
    const settings = { decay, momentum, innerRate: 1, outerRate: rate, innerEpsilon: 0, outerEpsilon: eps };
    return (
      runFused<Tensor[]>('GradlabRmsProp', inputs, settings) ??
      composed(value, gradient, squares, velocity, rate)
    );
  };
  const slots = momentum === 0 ? ['square'] : ['square', 'velocity'];
  return () => new SlotOptimizer({ learningRate, slots, l2: weightDecay, update });
}
