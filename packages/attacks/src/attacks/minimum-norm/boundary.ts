import * as tf from '@tensorflow/tfjs-core';
import type { Bounds } from '../../classifier/bounds.ts';
import { asRows, type ThreatModel } from '../../threats/threat.ts';
import { whereSamples } from '../per-sample.ts';

/** The nearest decision boundary of a model taken for linear. */
export type Boundary = {
  /** By how much the label leads each rival, `[n, rivals]`. */
  readonly gaps: tf.Tensor;
  /** The way to the nearest boundary so far, `[n]`; Infinity where there is none. */
  readonly length: tf.Tensor;
  /** Its direction, of norm 1, `[n, ...]`. */
  readonly direction: tf.Tensor;
};

/** Logits count as at least this far apart, relative to the largest or 1: a tie would make a step of 0, and never end. */
const TIE = 1e-5;

/** No boundary yet, for samples `at` `[n, ...]` with these logits, labels `[n]` and rivals `[n, rivals]`. */
export function noBoundary(
  at: tf.Tensor,
  logits: readonly Float32Array[],
  labels: tf.Tensor1D,
  rivals: tf.Tensor2D,
): Boundary {
  return tf.tidy(() => {
    const values = tf.tensor2d(logits.map((row) => Array.from(row)));
    const own = tf.gather(values, tf.expandDims(labels, 1), 1, 1);
    const least = tf.mul(tf.maximum(tf.max(tf.abs(values), 1, true), 1), TIE);
    return {
      gaps: tf.maximum(tf.sub(own, tf.gather(values, rivals, 1, 1)), least),
      length: tf.fill([logits.length], Number.POSITIVE_INFINITY),
      direction: tf.zerosLike(at),
    };
  });
}

/**
 * The boundary to one more rival instead, for the samples that have a shorter way to it.
 * @param gradient Of what that rival's logit has over the label's, `[n, ...]`.
 */
export function nearer(
  { gaps, length, direction }: Boundary,
  rival: number,
  gradient: tf.Tensor,
  at: tf.Tensor,
  [min, max]: Bounds,
  threat: ThreatModel,
): Omit<Boundary, 'gaps'> {
  return tf.tidy(() => {
    const atBound = tf.where(tf.greater(gradient, 0), tf.greaterEqual(at, max), tf.lessEqual(at, min));
    const free = tf.where(atBound, tf.zerosLike(gradient), gradient);
    const steepest = threat.steepest(free);
    // In any norm this is the dual norm of the gradient: what a step of length 1 gains.
    const slope = tf.sum(asRows(tf.mul(free, steepest)), 1);
    const gap = tf.squeeze(tf.slice(gaps, [0, rival], [-1, 1]), [1]);
    const way = tf.where(tf.greater(slope, 0), tf.div(gap, slope), Number.POSITIVE_INFINITY);
    const shorter = tf.less(way, length) as tf.Tensor1D;
    return { length: tf.where(shorter, way, length), direction: whereSamples(shorter, steepest, direction) };
  });
}

/** The step `[n, ...]` to the nearest boundary; 0 where there is none. */
export function stepTo({ length, direction }: Boundary): tf.Tensor {
  return tf.tidy(() => {
    const way = tf.where(tf.isFinite(length), length, tf.zerosLike(length));
    return tf.mul(direction, tf.reshape(way, [-1, ...direction.shape.slice(1).map(() => 1)]));
  });
}
