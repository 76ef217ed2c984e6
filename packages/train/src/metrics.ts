import { argMax, cast, equal, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { crossEntropy, type Loss } from './losses.ts';

/** A figure of each sample of one batch, `[N]`; `fit` and `evaluate` average it over samples. The caller owns the tensor. */
export type Metric = (targets: Tensor, outputs: Tensor) => Tensor1D;

/** 1 for a sample whose largest logit is the target, else 0: int32 `[N]` against `[N, K]`. */
export const accuracy: Metric = (targets, outputs) =>
  tidy(() => cast(equal(argMax(outputs, -1), cast(targets, 'int32')), 'float32') as Tensor1D);

/** What is reported when the caller names no metric. */
export function defaultMetrics(loss: Loss): Readonly<Record<string, Metric>> {
  return loss === crossEntropy ? { accuracy } : {};
}
