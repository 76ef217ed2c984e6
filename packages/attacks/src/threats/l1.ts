import * as tf from '@tensorflow/tfjs-core';
import { type Eps, radius } from './radius.ts';
import { uniformInCrossPolytope } from './random.ts';
import { signOf } from './sign.ts';
import { asRows, ball, type Geometry, rowwise, type ThreatModel } from './threat.ts';

const crossPolytope: Geometry = {
  norm: 'l1',
  steepest: (gradient) => rowwise(gradient, largestEntries),
  project: (delta, eps) => rowwise(delta, (rows) => shrink(rows, radius(eps, rows))),
  random: uniformInCrossPolytope,
  distance: (delta) => tf.tidy(() => tf.sum(tf.abs(asRows(delta)), 1)),
};

/**
 * The absolute changes of a sample's values sum to at most `eps`. Infinity: no limit.
 * @throws InvalidOptionError when `eps` is negative or NaN.
 */
export function l1(eps: Eps): ThreatModel {
  return ball(crossPolytope, eps);
}

/** The whole step goes to the entry with the largest gradient; equals share it evenly. */
function largestEntries(rows: tf.Tensor2D): tf.Tensor {
  const magnitude = tf.abs(rows);
  const largest = tf.cast(tf.equal(magnitude, tf.max(magnitude, 1, true)), 'float32');
  return tf.div(tf.mul(signOf(rows), largest), tf.sum(largest, 1, true));
}

/**
 * Duchi et al. (2008), "Efficient projections onto the l1-ball", figure 1: shrink every entry towards 0 by the
 * same tau. With the magnitudes sorted in descending order, tau is the largest of (their first k's sum - eps) / k.
 */
function shrink(rows: tf.Tensor2D, limit: tf.Tensor): tf.Tensor {
  const magnitude = tf.abs(rows);
  const size = rows.shape[1];
  const sorted = tf.topk(magnitude, size).values;
  const excess = tf.div(tf.sub(tf.cumsum(sorted, 1), limit), tf.range(1, size + 1, 1, 'float32'));
  const tau = tf.maximum(tf.max(excess, 1, true), 0);
  return tf.mul(signOf(rows), tf.relu(tf.sub(magnitude, tau)));
}
