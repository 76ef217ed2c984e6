import * as tf from '@tensorflow/tfjs-core';

/** The values of the tensors that `f` makes. The tensors are disposed, also when a read fails. */
export async function read(f: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(f);
  try {
    return await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    tf.dispose(tensors);
  }
}
