import {
  abs,
  add,
  customGrad,
  type GradSaveFunc,
  mean,
  minimum,
  mul,
  reshape,
  square,
  sub,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { signOf } from '../sign.ts';
import { checkSameShape, type Loss, meanLoss } from './loss.ts';

/** The gradient of tf.abs at 0 is -1; PyTorch's is 0. */
const size = customGrad((x, save) => {
  const input = x as Tensor;
  (save as GradSaveFunc)([input]);
  return {
    value: abs(input),
    gradFunc: (dy: Tensor, [saved]: Tensor[]) => mul(dy, signOf(saved as Tensor)),
  };
});

/** The mean over everything but the first axis, of what `each` makes of the differences. */
const ofDifferences = (by: string, each: (difference: Tensor) => Tensor): Loss =>
  meanLoss((targets, outputs) => {
    checkSameShape(by, targets, outputs);
    const count = outputs.shape[0] ?? 1;
    return { losses: mean(reshape(each(sub(outputs, targets)), [count, -1]), 1) as Tensor1D };
  });

/**
 * Mean squared error over all elements, PyTorch's MSELoss.
 *
 * @param targets `[N, ...]`
 * @param outputs the same shape
 * @throws TrainError where the shapes differ
 */
export const mse: Loss = ofDifferences('mse', square);

/** Mean absolute error over all elements, PyTorch's L1Loss; shapes as in `mse`. */
export const mae: Loss = ofDifferences('mae', (difference) => size(difference));

export interface HuberOptions {
  /** Where the square becomes a straight line; > 0. Default: 1, PyTorch's. */
  readonly delta?: number;
}

/**
 * Huber's loss (1964): d^2 / 2 for |d| <= delta, else delta (|d| - delta / 2); the mean over all elements, shapes as in `mse`.
 *
 * @throws TrainError for a delta that is not positive
 */
export function huber({ delta = 1 }: HuberOptions = {}): Loss {
  if (!(delta > 0)) throw new TrainError(`huber: delta must be positive, got ${delta}.`);
  return ofDifferences('huber', (difference) => {
    const size = abs(difference);
    const inner = minimum(size, delta);
    return add(mul(square(inner), 0.5), mul(sub(size, inner), delta));
  });
}
