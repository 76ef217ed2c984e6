import * as tf from '@tensorflow/tfjs-core';

/** Far below any logit: `exp` of it is 0, and it is never the largest. */
export const NEVER = -1e30;

/** One-hot classes `[N, K]` in float32. Cast, because tf.oneHot with dtype float32 writes integers on wasm (tfjs 4.22). */
export function oneHot(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D);
}

/** One logit of each sample `[N]`, by a one-hot mask `[N, K]`. */
export function pick(logits: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.sum(tf.mul(logits, mask), 1));
}

/**
 * `f(logits)` as a constant: gradients do not flow through it. For choices such as the largest class, whose gradient is 0,
 * and which tfjs cannot all differentiate (tf.topk).
 */
export function constant<T extends tf.Tensor>(logits: tf.Tensor2D, f: (logits: tf.Tensor2D) => T): T {
  const forward = tf.customGrad((x) => ({
    value: f(x as tf.Tensor2D),
    gradFunc: () => tf.zerosLike(x as tf.Tensor2D),
  }));
  return forward(logits) as T;
}

/** One-hot mask `[N, K]` of the strongest class other than that of `own`; the first of equals. */
export function strongestOther(logits: tf.Tensor2D, own: tf.Tensor2D): tf.Tensor2D {
  return constant(logits, (z) => {
    const rest = tf.where(tf.greater(own, 0), NEVER, z);
    return oneHot(tf.argMax(rest, 1), z.shape[1]);
  });
}
