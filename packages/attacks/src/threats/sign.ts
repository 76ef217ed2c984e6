import * as tf from '@tensorflow/tfjs-core';

/**
 * -1, 0 or 1 for each value. Not `tf.sign`: on wasm (tfjs 4.22) that is 0 below about 1e-7, where the gradients of
 * confident models are, and the attack would be a silent no-op.
 */
export function signOf(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.sub(tf.step(x), tf.step(tf.neg(x))));
}
