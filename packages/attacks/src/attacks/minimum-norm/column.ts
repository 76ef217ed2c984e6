import * as tf from '@tensorflow/tfjs-core';

/** A number for each of n samples, as `[n, 1, ...]`: it broadcasts over a batch like `like`. */
export function column(values: readonly number[], like: tf.Tensor): tf.Tensor {
  return tf.tensor([...values], [values.length, ...like.shape.slice(1).map(() => 1)], 'float32');
}
