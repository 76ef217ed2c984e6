import {
  argMax,
  cast,
  equal,
  greaterEqual,
  less,
  mul,
  oneHot,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { checkInteger } from '../settings.ts';

/** A figure of each sample of one batch, `[N]`; `fit` and `evaluate` average it over samples. The caller owns the tensor. */
export interface Metric {
  (targets: Tensor, outputs: Tensor): Tensor1D;
  /**
   * The sum of the figures, computed from the tensors' values in JavaScript: quicker than kernels where the backend keeps tensors in this
   * thread's memory, and only called there. undefined leaves it to the kernels.
   */
  readonly sumOnHost?: (targets: Tensor, outputs: Tensor) => number | undefined;
}

/** The class of each sample, int32 `[N]`: as given, or the most probable one. */
const classesOf = (targets: Tensor): Tensor1D =>
  (targets.rank === 2 ? argMax(targets, -1) : cast(targets, 'int32')) as Tensor1D;

function firstLargest(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if ((values[start + i] as number) > (values[start + best] as number)) best = i;
  }
  return best;
}

/** How many samples are right, for logits `[N, K]` and indices `[N]` or probabilities `[N, K]`. */
function countRight(targets: Tensor, outputs: Tensor): number | undefined {
  const [count = 0, classes = 0] = outputs.shape;
  const indices = targets.rank === 1 && targets.shape[0] === count;
  if (outputs.rank !== 2 || !(indices || targets.shape.join() === outputs.shape.join())) return undefined;
  const logits = outputs.dataSync();
  const wanted = targets.dataSync();
  let right = 0;
  for (let i = 0; i < count; i++) {
    const target = indices ? Math.trunc(wanted[i] as number) : firstLargest(wanted, i * classes, classes);
    if (firstLargest(logits, i * classes, classes) === target) right++;
  }
  return right;
}

/** 1 for a sample whose largest logit is the target (the most probable one where targets are probabilities), else 0; logits `[N, K]`. */
export const accuracy: Metric = Object.assign(
  (targets: Tensor, outputs: Tensor) =>
    tidy(() => cast(equal(argMax(outputs, -1), classesOf(targets)), 'float32') as Tensor1D),
  { sumOnHost: countRight },
);

/**
 * 1 for a sample whose target is among its `k` largest logits, else 0. Equal logits count against the target.
 *
 * @throws TrainError for a k that is no positive integer, and where there are fewer classes
 */
export function topKAccuracy(k: number): Metric {
  checkInteger('topKAccuracy: k', k);
  return (targets, outputs) =>
    tidy(() => {
      const classes = outputs.shape.at(-1) ?? 0;
      if (k > classes) throw new TrainError(`topKAccuracy: k is ${k}, but there are ${classes} classes.`);
      const wanted = cast(oneHot(classesOf(targets), classes), 'float32');
      const own = sum(mul(outputs, wanted), -1, true);
      const ahead = mul(cast(greaterEqual(outputs, own), 'float32'), sub(1, wanted));
      return cast(less(sum(ahead, -1), k), 'float32') as Tensor1D;
    });
}
