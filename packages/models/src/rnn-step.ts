import * as tf from '@tensorflow/tfjs-core';

/**
 * One step of PyTorch's tanh RNN (Elman 1990): `h' = tanh(p + h U + b)`.
 *
 * @param projectedInput `p = x W + b_ih`, `[N, H]`.
 * @param h the state before the step, `[N, H]`.
 * @param recurrentKernel `U`, `[H, H]`.
 * @param recurrentBias `b_hh`, `[H]`.
 * @returns the state after the step, `[N, H]`.
 */
export function rnnStep(
  projectedInput: tf.Tensor2D,
  h: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  recurrentBias: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const recurrent = tf.add(tf.matMul(h, recurrentKernel), recurrentBias);
    return tf.tanh(tf.add(projectedInput, recurrent)) as tf.Tensor2D;
  });
}
