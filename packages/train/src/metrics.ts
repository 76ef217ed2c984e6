import { argMax, cast, equal, mean, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { crossEntropy, type Loss } from './losses.ts';

/** Mean of a figure over one batch; `fit` and `evaluate` average it over samples. The caller owns the scalar. */
export type Metric = (targets: Tensor, outputs: Tensor) => Scalar;

/** Share of samples whose largest logit is the target: int32 `[N]` against `[N, K]`. */
export const accuracy: Metric = (targets, outputs) =>
  tidy(() => mean(cast(equal(argMax(outputs, -1), cast(targets, 'int32')), 'float32')) as Scalar);

/** What is reported when the caller names no metric. */
export function defaultMetrics(loss: Loss): Readonly<Record<string, Metric>> {
  return loss === crossEntropy ? { accuracy } : {};
}
