import * as tf from '@tensorflow/tfjs-core';
import { checkEps, type Eps, radius } from './radius.ts';
import { uniformInCrossPolytope } from './random.ts';
import { signOf } from './sign.ts';
import { asRows, rowwise, type ThreatModel } from './threat.ts';

/**
 * The absolute changes of a sample's values sum to at most `eps`.
 * @throws InvalidOptionError when `eps` is negative or not finite.
 */
export function l1(eps: Eps): ThreatModel {
  const checked = checkEps(eps);
  return {
    norm: 'l1',
    eps: checked,
    steepest: (gradient) => rowwise(gradient, largestEntries),
    project: (delta) => rowwise(delta, (rows) => shrink(rows, radius(checked, rows))),
    random: (batch, seed) =>
      tf.tidy(() => tf.mul(uniformInCrossPolytope(batch, seed), radius(checked, batch))),
    distance: (delta) => tf.tidy(() => tf.sum(tf.abs(asRows(delta)), 1)),
  };
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
