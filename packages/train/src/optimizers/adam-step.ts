import { add, div, mul, sqrt, square, type Tensor } from '@tensorflow/tfjs-core';
import { runFused } from '../fused-kernels.ts';

export interface AdamOptions {
  /** Decay of the mean gradient. Default: 0.9. */
  readonly beta1?: number;
  /** Decay of the mean squared gradient. Default: 0.999. */
  readonly beta2?: number;
  /** Added to the denominator. Default: 1e-8, the paper's and PyTorch's. */
  readonly eps?: number;
}

export interface AdamStep {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** 1 in the first step. */
  readonly step: number;
  /** Factor of the old value: 1, less with decoupled weight decay. */
  readonly keep: number;
}

/** Both running means of Adam: of the gradient and of its square. */
export function moments(
  gradient: Tensor,
  mean: Tensor,
  squares: Tensor,
  beta1: number,
  beta2: number,
): [Tensor, Tensor] {
  return [
    add(mul(mean, beta1), mul(gradient, 1 - beta1)),
    add(mul(squares, beta2), mul(square(gradient), 1 - beta2)),
  ];
}

/** The new value and both running means; one kernel where the backend has it, else to the same bits. */
export function adamStep(
  value: Tensor,
  gradient: Tensor,
  mean: Tensor,
  squares: Tensor,
  settings: AdamStep,
): Tensor[] {
  const { rate, beta1, beta2, eps: epsilon, step, keep } = settings;
  const unbias1 = 1 - beta1 ** step;
  const unbias2 = 1 - beta2 ** step;
  const fused = runFused<Tensor[]>(
    'GradlabAdam',
    { value, mean, square: squares, gradient },
    { rate, beta1, beta2, unbias1, unbias2, epsilon, keep },
  );
  if (fused) return fused;
  const [newMean, newSquares] = moments(gradient, mean, squares, beta1, beta2);
  const spread = add(sqrt(div(newSquares, unbias2)), epsilon);
  const change = mul(div(div(newMean, unbias1), spread), -rate);
  return [add(change, mul(value, keep)), newMean, newSquares];
}
