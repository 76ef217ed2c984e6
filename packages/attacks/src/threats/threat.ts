import * as tf from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';
import { checkEps, type Eps, radius, selectEps } from './radius.ts';
import type { Streams } from './random.ts';

/** The name of a norm. */
export type Norm = 'linf' | 'l2' | 'l1';

/**
 * What an attacker may do: add a perturbation of norm at most `eps` to each sample. Batches have any rank `[N, ...]`
 * and every sample is treated alone. Returned tensors belong to the caller.
 */
export interface ThreatModel {
  readonly norm: Norm;
  /** Radius of the ball, in units of the input. Infinity: no limit, as for attacks that look for the smallest change. */
  readonly eps: Eps;
  /** The direction `d` of norm 1 that maximises `<gradient, d>`, `[N, ...]`; 0 where the gradient of a sample is 0. */
  steepest(gradient: tf.Tensor): tf.Tensor;
  /** The point of the ball that is nearest to `delta` in the Euclidean sense, `[N, ...]`. */
  project(delta: tf.Tensor): tf.Tensor;
  /**
   * A point of the ball for each sample of `batch`, uniformly distributed and decided by `seed`, an integer, and the
   * sample's place in the batch: `[N, ...]`. With a `mask`, a tensor of zeros and ones like the batch, uniformly
   * distributed among the points that are 0 where the mask is.
   * @throws InvalidOptionError when eps is infinite.
   */
  random(batch: tf.Tensor, seed: number, mask?: tf.Tensor): tf.Tensor;
  /** The norm of each sample of `delta`, `[N]`. */
  distance(delta: tf.Tensor): tf.Tensor1D;
  /** The same for a batch of these samples alone, by their places in the present one: their eps and random numbers. */
  select(rows: readonly number[]): ThreatModel;
}

/** Makes a threat model from a radius: `linf`, `l2`, `l1`, or your own. */
export type Threat = (eps: Eps) => ThreatModel;

/** What distinguishes one norm from another. */
export interface Geometry {
  readonly norm: Norm;
  readonly steepest: (gradient: tf.Tensor) => tf.Tensor;
  readonly project: (delta: tf.Tensor, eps: Eps) => tf.Tensor;
  /** Uniform in the ball of radius 1. */
  readonly random: (batch: tf.Tensor, streams: Streams, mask?: tf.Tensor) => tf.Tensor;
  readonly distance: (delta: tf.Tensor) => tf.Tensor1D;
}

/**
 * The ball of radius `eps` in this geometry.
 * @param rows Which random numbers its samples get. Default: their places in the batch.
 */
export function ball(geometry: Geometry, eps: Eps, rows?: readonly number[]): ThreatModel {
  const checked = checkEps(eps);
  return {
    norm: geometry.norm,
    eps: checked,
    steepest: geometry.steepest,
    project: (delta) => geometry.project(delta, checked),
    random: (batch, seed, mask) => {
      if ([checked].flat().includes(Number.POSITIVE_INFINITY)) {
        throw new InvalidOptionError('a random point of the ball needs a finite eps, got Infinity');
      }
      const streams = { seed, ...(rows && { rows }) };
      return tf.tidy(() => tf.mul(geometry.random(batch, streams, mask), radius(checked, batch)));
    },
    distance: geometry.distance,
    select: (chosen) =>
      ball(
        geometry,
        selectEps(checked, chosen),
        chosen.map((row) => rows?.[row] ?? row),
      ),
  };
}

/** Applies `f` to a batch as rows `[N, D]` and gives the result the batch's shape back. */
export function rowwise(batch: tf.Tensor, f: (rows: tf.Tensor2D) => tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.reshape(f(asRows(batch)), batch.shape));
}

/** A batch `[N, ...]` as rows `[N, D]`. */
export function asRows(batch: tf.Tensor): tf.Tensor2D {
  return tf.reshape(batch, [batch.shape[0] ?? 0, -1]);
}
