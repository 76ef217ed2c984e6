import {
  div,
  matMul,
  mul,
  sub,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  type Curvature,
  curvature,
  eigenvalues,
  excess,
  type LinearProblem,
  optimum,
  type Pair,
} from './linear-problem.ts';

/** What a descent came to. */
export interface Descent {
  readonly curvature: Curvature;
  readonly best: Pair;
  /** Largest by smallest curvature. */
  readonly condition: number;
  readonly rate: number;
  /** Weights before the first step and after each. */
  readonly path: readonly Pair[];
  /** Error above the least one, as often. */
  readonly excess: readonly number[];
  /** Steps until the error above the least one is `tolerance` of what it was. */
  readonly steps: number;
  /** How many they are without rounding: with this rate every step leaves (k - 1) / (k + 1) of the way along both axes of the valley. */
  readonly predicted: number;
}

/**
 * Linear regression from tensors: w = w - rate X'(Xw - y) / n from zeros, with the best constant rate 2 / (smallest + largest
 * curvature), until the error above the least one has fallen to the share `tolerance`.
 */
export function descend(problem: LinearProblem, tolerance: number, signal?: AbortSignal): Descent {
  const { xs, ys, points } = problem;
  const bent = curvature(problem);
  const [low, high] = eigenvalues(bent);
  const best = optimum(problem);
  const [condition, rate] = [high / low, 2 / (low + high)];
  // The error is quadratic: it shrinks by the square.
  const predicted = Math.ceil(Math.log(1 / tolerance) / (2 * Math.log((condition + 1) / (condition - 1))));

  const [x, y] = [tensor2d(xs, [points, 2]), tensor2d(ys, [points, 1])];
  const weights = tidy(() => variable(zeros([2, 1])));
  const read = (): Pair => [...weights.dataSync()] as unknown as Pair;
  const path = [read()];
  const errors = [excess(bent, best, read())];
  const wanted = tolerance * (errors[0] as number);
  while ((errors.at(-1) as number) > wanted && path.length <= 2 * predicted) {
    tidy(() => weights.assign(sub(weights, mul(gradient(x, y, weights), rate))));
    path.push(read());
    errors.push(excess(bent, best, read()));
    signal?.throwIfAborted();
  }
  for (const tensor of [x, y, weights]) tensor.dispose();
  return { curvature: bent, best, condition, rate, path, excess: errors, steps: path.length - 1, predicted };
}

/** Of half the mean square of what is left over. */
function gradient(x: Tensor, y: Tensor, weights: Tensor): Tensor {
  return div(matMul(transpose(x), sub(matMul(x, weights), y)), x.shape[0] as number);
}
