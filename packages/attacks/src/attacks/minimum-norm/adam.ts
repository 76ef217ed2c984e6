import * as tf from '@tensorflow/tfjs-core';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Running means of the gradient and of its square. */
export interface Moments {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/**
 * One step of Adam (Kingma and Ba 2015, arXiv:1412.6980) with its default constants, as values instead of a stateful
 * optimizer: attacks restart it for single samples.
 * @param step 1 for the first step, one for all samples or one for each, broadcast over `gradient`.
 * @returns The new moments, and what to subtract.
 */
export function adam(
  gradient: tf.Tensor,
  { first, second }: Moments,
  step: number | tf.Tensor,
  rate: number,
): Moments & { readonly change: tf.Tensor } {
  return tf.tidy(() => {
    const m = tf.add(tf.mul(first, BETA1), tf.mul(gradient, 1 - BETA1));
    const v = tf.add(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
    const unbiased = (moment: tf.Tensor, beta: number) => tf.div(moment, tf.sub(1, tf.pow(beta, step)));
    const size = tf.add(tf.sqrt(unbiased(v, BETA2)), EPSILON);
    return { first: m, second: v, change: tf.div(tf.mul(unbiased(m, BETA1), rate), size) };
  });
}
