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
export type Metric = (targets: Tensor, outputs: Tensor) => Tensor1D;

/** The class of each sample, int32 `[N]`: as given, or the most probable one. */
const classesOf = (targets: Tensor): Tensor1D =>
  (targets.rank === 2 ? argMax(targets, -1) : cast(targets, 'int32')) as Tensor1D;

/** 1 for a sample whose largest logit is the target (the most probable one where targets are probabilities), else 0; logits `[N, K]`. */
export const accuracy: Metric = (targets, outputs) =>
  tidy(() => cast(equal(argMax(outputs, -1), classesOf(targets)), 'float32') as Tensor1D);

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
