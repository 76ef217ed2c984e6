import type * as tf from '@tensorflow/tfjs-core';

/** A function model that counts the rows it is asked about. */
export interface CountingModel {
  (xs: tf.Tensor): tf.Tensor;
  /** Rows so far, of all calls. */
  rows(): number;
  /** Calls so far. */
  calls(): number;
}

/**
 * Wraps a function model. `onCall` runs before each call, with its number from 1: to abort, or to break something.
 * Rows of calls that are differentiated count as well, since the model cannot tell.
 */
export function countingModel(
  model: (xs: tf.Tensor) => tf.Tensor,
  onCall: (call: number) => void = () => {},
): CountingModel {
  let rows = 0;
  let calls = 0;
  const counting = (xs: tf.Tensor) => {
    onCall(++calls);
    rows += xs.shape[0] ?? 0;
    return model(xs);
  };
  return Object.assign(counting, { rows: () => rows, calls: () => calls });
}
