import * as tf from '@tensorflow/tfjs-core';

/**
 * One step of PyTorch's GRU (Cho et al. 2014 in the form where the reset gate acts after the recurrent product, cuDNN's and
 * Keras' `reset_after`). With the columns of every `3H` in the order r, z, n:
 *
 *     r  = sigmoid(p_r + h U_r + b_r)
 *     z  = sigmoid(p_z + h U_z + b_z)
 *     n  = tanh(p_n + r * (h U_n + b_n))
 *     h' = (1 - z) * n + z * h
 *
 * @param projectedInput `p = x W + b_ih`, `[N, 3H]`.
 * @param h the state before the step, `[N, H]`.
 * @param recurrentKernel `U`, `[H, 3H]`.
 * @param recurrentBias `b_hh`, `[3H]`.
 * @returns the state after the step, `[N, H]`.
 */
export function gruStep(
  projectedInput: tf.Tensor2D,
  h: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  recurrentBias: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const units = h.shape[1];
    const gatesAndCandidate = [2 * units, units];
    const recurrent = tf.add(tf.matMul(h, recurrentKernel), recurrentBias) as tf.Tensor2D;
    const [pGates, pCandidate] = tf.split(projectedInput, gatesAndCandidate, 1) as [tf.Tensor2D, tf.Tensor2D];
    const [hGates, hCandidate] = tf.split(recurrent, gatesAndCandidate, 1) as [tf.Tensor2D, tf.Tensor2D];
    const [r, z] = tf.split(tf.sigmoid(tf.add(pGates, hGates)), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const n = tf.tanh(tf.add(pCandidate, tf.mul(r, hCandidate)));
    // Not n + z (h - n): where z is 1 the state must stay what it was, to the last bit.
    return tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, h)) as tf.Tensor2D;
  });
}
