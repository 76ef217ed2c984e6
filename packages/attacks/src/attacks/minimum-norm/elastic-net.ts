import * as tf from '@tensorflow/tfjs-core';
import { type Bounds, clipToBounds } from '../../classifier/bounds.ts';
import { asRows } from '../../threats/threat.ts';

/** A distance: the squared L2 norm plus `beta` times the L1 norm of each sample, `[n, ...]` to `[n]`. */
export function elasticNet(beta: number): (delta: tf.Tensor) => tf.Tensor {
  return (delta) => tf.tidy(() => tf.sum(asRows(tf.add(tf.square(delta), tf.mul(tf.abs(delta), beta))), 1));
}

/** Brings every value `beta` nearer to the clean one, or back to it where it is no farther away; within the bounds. */
export function shrink(moved: tf.Tensor, xs: tf.Tensor, beta: number, bounds: Bounds): tf.Tensor {
  return tf.tidy(() => {
    const delta = tf.sub(moved, xs);
    const rest = tf.sub(delta, tf.clipByValue(delta, -beta, beta));
    return clipToBounds(tf.add(xs, rest), bounds);
  });
}
