import * as tf from '@tensorflow/tfjs-core';

/** For each sample that of `a` where its flag is true, else that of `b`; tensors of one shape `[N, ...]`, any rank. */
export function whereSamples(flags: readonly boolean[] | tf.Tensor1D, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const condition = flags instanceof tf.Tensor ? tf.cast(flags, 'bool') : tf.tensor1d([...flags], 'bool');
    return tf.where(tf.reshape(condition, [-1, ...a.shape.slice(1).map(() => 1)]), a, b);
  });
}

/** The samples at these places, in this order: `[N, ...]` to `[rows.length, ...]`. */
export function takeSamples<T extends tf.Tensor>(xs: T, rows: readonly number[]): T {
  return tf.tidy(() => tf.gather(xs, tf.tensor1d([...rows], 'int32')) as T);
}

/** A copy of `xs` in which the samples at these places are replaced by those of `values`, `[rows.length, ...]`. */
export function putSamples(xs: tf.Tensor, rows: readonly number[], values: tf.Tensor): tf.Tensor {
  const samples = xs.shape[0] ?? 0;
  const source = Array.from({ length: samples }, (_, row) => row);
  for (const [place, row] of rows.entries()) source[row] = samples + place;
  return tf.tidy(() => takeSamples(tf.concat([xs, values]), source));
}

/** The places where a flag is true. */
export function rowsWhere(flags: readonly boolean[]): number[] {
  return flags.flatMap((flag, row) => (flag ? [row] : []));
}
