import * as tf from '@tensorflow/tfjs-core';
import { NEVER, oneHot } from './own-class.ts';

/**
 * Cross-entropy `-log softmax(z)[y]` of each sample `[N]`, from logits `[N, K]`.
 *
 * Written as `softplus(log sum_{k != y} exp(z_k - z_y))`. The plain form needs `p_y - 1`, which rounds to 0 once the
 * margin passes 17; this one keeps the direction of the gradient up to a margin of about 88.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const own = oneHot(labels, logits.shape[1]);
    const margins = tf.sub(logits, tf.sum(tf.mul(logits, own), 1, true));
    return tf.softplus(tf.logSumExp<tf.Tensor1D>(tf.add(margins, tf.mul(own, NEVER)), 1));
  });
}
