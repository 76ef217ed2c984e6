import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient of a scalar function at `xs`, `[N, ...]`. As `tf.grad`, which however never disposes what it saved for the
 * backward pass where `f` throws (tfjs 4.22): a model, loss or label that is refused would leak the whole forward pass.
 */
export function gradientOf(f: (xs: tf.Tensor) => tf.Scalar, xs: tf.Tensor): tf.Tensor {
  try {
    return tf.tidy(() => tf.grad(f)(xs));
  } catch (error) {
    const { state } = tf.engine();
    // Within somebody else's gradient the tape is theirs.
    if (state.gradientDepth === 0) {
      for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
      state.activeTape = [];
    }
    throw error;
  }
}
