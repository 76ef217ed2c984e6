import { add, div, mul, sqrt, square, type Tensor } from '@tensorflow/tfjs-core';
import { runFused } from './fused-kernels.ts';
import type { AdamOptions, OptimizerRecipe } from './optimizers.ts';
import { checkSetting } from './settings.ts';
import { SlotOptimizer } from './slot-optimizer.ts';

export interface AdamWOptions extends AdamOptions {
  /** Part of itself, times the learning rate, that a weight loses per step. Default: 0.01, PyTorch's. */
  readonly weightDecay?: number;
  /** Whether weights of fewer than two axes decay too: biases, scales and shifts of norms. Default: true, as in PyTorch. */
  readonly decayVectors?: boolean;
}

interface Settings extends Readonly<Record<string, number>> {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly unbias1: number;
  readonly unbias2: number;
  readonly epsilon: number;
  readonly keep: number;
}

/** The kernel `GradlabAdam` in TensorFlow.js' operations, to the same bits. */
function composed(
  value: Tensor,
  gradient: Tensor,
  mean: Tensor,
  squares: Tensor,
  settings: Settings,
): Tensor[] {
  const { rate, beta1, beta2, unbias1, unbias2, epsilon, keep } = settings;
  const newMean = add(mul(mean, beta1), mul(gradient, 1 - beta1));
  const newSquares = add(mul(squares, beta2), mul(square(gradient), 1 - beta2));
  const spread = add(sqrt(div(newSquares, unbias2)), epsilon);
  const change = mul(div(div(newMean, unbias1), spread), -rate);
  return [add(change, mul(value, keep)), newMean, newSquares];
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
  const update = (value: Tensor, gradient: Tensor, slots: readonly Tensor[], step: number) => {
    const [mean, squares] = slots as [Tensor, Tensor];
    const settings = {
      rate: learningRate,
      beta1,
      beta2,
      unbias1: 1 - beta1 ** step,
      unbias2: 1 - beta2 ** step,
      epsilon: eps,
      keep: decayVectors || value.rank > 1 ? 1 - learningRate * weightDecay : 1,
    };
    return (
      runFused<Tensor[]>('GradlabAdam', { value, mean, square: squares, gradient }, settings) ??
      composed(value, gradient, mean, squares, settings)
    );
  };
  return () => new SlotOptimizer({ slots: ['m', 'v'], update });
}
