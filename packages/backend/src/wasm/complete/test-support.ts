import * as tf from '@tensorflow/tfjs-core';

/** What one call leaves behind: tensors, and buffers of the backend, after its result is disposed. */
export function leftBehind(f: () => tf.Tensor): readonly [number, number] {
  const { backend } = tf.engine();
  const before = [tf.memory().numTensors, backend.numDataIds()] as const;
  f().dispose();
  return [tf.memory().numTensors - before[0], backend.numDataIds() - before[1]];
}
