import * as tf from '@tensorflow/tfjs-core';
import type { Eps } from './radius.ts';

/** The name of a norm. */
export type Norm = 'linf' | 'l2' | 'l1';

/**
 * What an attacker may do: add a perturbation of norm at most `eps` to each sample. Batches have any rank `[N, ...]`
 * and every sample is treated alone. Returned tensors belong to the caller.
 */
export interface ThreatModel {
  readonly norm: Norm;
  /** Radius of the ball, in units of the input. */
  readonly eps: Eps;
  /** The direction `d` of norm 1 that maximises `<gradient, d>`, `[N, ...]`; 0 where the gradient of a sample is 0. */
  steepest(gradient: tf.Tensor): tf.Tensor;
  /** The point of the ball that is nearest to `delta` in the Euclidean sense, `[N, ...]`. */
  project(delta: tf.Tensor): tf.Tensor;
  /** A point of the ball for each sample of `batch`, uniformly distributed and decided by `seed`, an integer: `[N, ...]`. */
  random(batch: tf.Tensor, seed: number): tf.Tensor;
  /** The norm of each sample of `delta`, `[N]`. */
  distance(delta: tf.Tensor): tf.Tensor1D;
}

/** Makes a threat model from a radius: `linf`, `l2`, `l1`, or your own. */
export type Threat = (eps: Eps) => ThreatModel;

/** Applies `f` to a batch as rows `[N, D]` and gives the result the batch's shape back. */
export function rowwise(batch: tf.Tensor, f: (rows: tf.Tensor2D) => tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.reshape(f(asRows(batch)), batch.shape));
}

/** A batch `[N, ...]` as rows `[N, D]`. */
export function asRows(batch: tf.Tensor): tf.Tensor2D {
  return tf.reshape(batch, [batch.shape[0] ?? 0, -1]);
}
