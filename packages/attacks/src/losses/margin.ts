import * as tf from '@tensorflow/tfjs-core';
import { oneHot, pick, strongestOther } from './own-class.ts';

/**
 * Margin of the strongest other class over the label, `max_{k != y} z_k - z_y`, `[N]`: positive where the prediction is
 * wrong. Its gradient does not vanish, however confident the model.
 *
 * Carlini and Wagner (2017), "Towards evaluating the robustness of neural networks", arXiv:1608.04644, f_6.
 */
export function margin(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const own = oneHot(labels, logits.shape[1]);
    return tf.sub(pick(logits, strongestOther(logits, own)), pick(logits, own));
  });
}
