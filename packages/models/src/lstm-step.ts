import * as tf from '@tensorflow/tfjs-core';

/**
 * One step of the LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as PyTorch has it. With the columns of
 * every `4H` in the order i, f, g, o:
 *
 *     i, f, o = sigmoid(p + h U + b)
 *     g  = tanh(p_g + h U_g + b_g)
 *     c' = f * c + i * g
 *     h' = o * tanh(c')
 *
 * @param projectedInput `p = x W + b_ih`, `[N, 4H]`.
 * @param state h and c before the step, side by side, `[N, 2H]`.
 * @param recurrentKernel `U`, `[H, 4H]`.
 * @param recurrentBias `b_hh`, `[4H]`.
 * @returns h and c after the step, `[N, 2H]`.
 */
export function lstmStep(
  projectedInput: tf.Tensor2D,
  state: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  recurrentBias: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [h, c] = tf.split(state, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const all = tf.add(projectedInput, tf.add(tf.matMul(h, recurrentKernel), recurrentBias));
    const [i, f, g, o] = tf.split(all, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return tf.concat([tf.mul(tf.sigmoid(o), tf.tanh(next)), next], 1) as tf.Tensor2D;
  });
}
