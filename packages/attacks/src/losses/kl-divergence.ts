import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/**
 * Divergence of the prediction from a reference, `KL(softmax(reference) || softmax(z))`, `[N]`, whatever the labels: how far
 * an attack moves the model away from its own clean prediction. `reference`: logits `[N, K]` of the batch; it belongs to the
 * caller. At the clean samples themselves the gradient is 0: start at random.
 *
 * Zhang, Yu, Jiao, Xing, El Ghaoui and Jordan (2019), "Theoretically principled trade-off between robustness and accuracy"
 * (TRADES), arXiv:1901.08573.
 */
export function klDivergence(reference: tf.Tensor2D): Loss {
  return (logits, _, rows) =>
    tf.tidy(() => {
      const own = rows ? tf.gather(reference, tf.tensor1d([...rows], 'int32')) : reference;
      const expected = tf.logSoftmax(own);
      return tf.sum(tf.mul(tf.exp(expected), tf.sub(expected, tf.logSoftmax(logits))), 1);
    });
}
