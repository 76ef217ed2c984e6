import * as tf from '@tensorflow/tfjs-core';

/** For each sample that of `a` where its flag is true, else that of `b`; tensors of one shape `[N, ...]`, any rank. */
export function whereSamples(flags: readonly boolean[] | tf.Tensor1D, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const chosen =
      flags instanceof tf.Tensor ? tf.cast(flags, 'int32') : tf.tensor1d([...flags].map(Number), 'int32');
    const samples = a.shape[0] ?? 0;
    // Copies whole samples. tf.where would spread the flags over their values, which takes wasm fifty times as long (tfjs 4.22).
    const places = tf.add(tf.range(0, samples, 1, 'int32'), tf.mul(tf.sub(1, chosen), samples));
    return tf.gather(tf.concat([a, b]), tf.cast(places, 'int32') as tf.Tensor1D);
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
