import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../../classifier/bounds.ts';
import { radius } from '../../threats/radius.ts';
import { normalRows } from '../../threats/random.ts';
import type { AttackInput } from '../attack.ts';
import { admitSparse } from './sparse.ts';

/** A random point on the surface of the ball, clipped to the bounds: Croce and Hein do not start inside. */
export function startOnSurface({ xs, threat, classifier }: AttackInput, seed: number): tf.Tensor {
  return tf.tidy(() => {
    const inside = threat.random(xs, seed);
    const length = tf.reshape(threat.distance(inside), [-1, ...xs.shape.slice(1).map(() => 1)]);
    const moved = tf.greater(length, 0);
    // A mask or an eps may leave nothing to move.
    const factor = tf.div(radius(threat.eps, xs), tf.where(moved, length, tf.onesLike(length)));
    return clipToBounds(tf.add(xs, tf.mul(inside, factor)), classifier.bounds);
  });
}

/** The point of the ball of radius `scale * eps`, and of the bounds, that is nearest to the clean sample with normal noise. */
export async function startSparse(input: AttackInput, seed: number, scale: number): Promise<tf.Tensor> {
  const noise = normalRows(input.xs.shape, { seed, ...(input.rows && { rows: input.rows }) });
  try {
    return await admitSparse(input, Float32Array.from(await noise.data()), scale);
  } finally {
    noise.dispose();
  }
}
