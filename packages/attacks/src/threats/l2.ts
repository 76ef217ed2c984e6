import * as tf from '@tensorflow/tfjs-core';
import { type Eps, radius } from './radius.ts';
import { uniformInBall } from './random.ts';
import { asRows, ball, type Geometry, rowwise, type ThreatModel } from './threat.ts';

const euclidean: Geometry = {
  norm: 'l2',
  steepest: (gradient) => rowwise(gradient, unit),
  project: (delta, eps) =>
    rowwise(delta, (rows) => {
      const limit = radius(eps, rows);
      const norm = length(rows);
      const outside = tf.greater(norm, limit);
      return tf.mul(rows, tf.where(outside, tf.div(limit, tf.where(outside, norm, 1)), tf.onesLike(norm)));
    }),
  random: uniformInBall,
  distance: (delta) => tf.tidy(() => tf.squeeze<tf.Tensor1D>(length(asRows(delta)), [1])),
};

/**
 * The Euclidean length of a sample's change is at most `eps`. Infinity: no limit.
 * @throws InvalidOptionError when `eps` is negative or NaN.
 */
export function l2(eps: Eps): ThreatModel {
  return ball(euclidean, eps);
}

/** The largest absolute value of each row, or 1 for a row of zeros, `[N, 1]`. */
function scale(rows: tf.Tensor2D): tf.Tensor2D {
  const largest = tf.max<tf.Tensor2D>(tf.abs(rows), 1, true);
  return tf.where(tf.greater(largest, 0), largest, tf.onesLike(largest));
}

/** tf.norm takes powers of absolute values, which is ten times slower than squares on wasm (tfjs 4.22). */
function euclid(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.sqrt(tf.sum<tf.Tensor2D>(tf.square(rows), 1, true));
}

// Confident models have gradients of 1e-30; their squares vanish in float32, so rows are scaled first.
function length(rows: tf.Tensor2D): tf.Tensor2D {
  const largest = scale(rows);
  return tf.mul(largest, euclid(tf.div(rows, largest)));
}

function unit(rows: tf.Tensor2D): tf.Tensor {
  const scaled = tf.div<tf.Tensor2D>(rows, scale(rows));
  // A scaled row other than 0 has a norm of at least 1, so this bound only keeps 0 / 0 away.
  return tf.div(scaled, tf.maximum(euclid(scaled), 1));
}
