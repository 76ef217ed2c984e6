import * as tf from '@tensorflow/tfjs-core';

/** A loss of each sample `[N]` from logits `[N, K]` and int32 class indices `[N]`. */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor1D;

/** Far below any logit: `exp` of it is 0. */
const NEVER = -1e30;

/**
 * Cross-entropy `-log softmax(z)[y]` of each sample `[N]`, from logits `[N, K]`.
 *
 * Written as `softplus(log sum_{k != y} exp(z_k - z_y))`. The plain form needs `p_y - 1`, which rounds to 0 once the
 * margin passes 17; this one keeps the direction of the gradient up to a margin of about 88.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    // Cast, because tf.oneHot with dtype float32 writes integers into the buffer on wasm (tfjs 4.22).
    const own = tf.cast(tf.oneHot(labels, logits.shape[1]), 'float32');
    const margins = tf.sub(logits, tf.sum(tf.mul(logits, own), 1, true));
    return tf.softplus(tf.logSumExp<tf.Tensor1D>(tf.add(margins, tf.mul(own, NEVER)), 1));
  });
}
