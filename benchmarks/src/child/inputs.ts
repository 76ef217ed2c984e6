import * as tf from '@tensorflow/tfjs-core';
import type { Workload } from '../workloads.ts';

export interface Batch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor1D;
}

/** Random inputs in [0, 1), or random one-hot codes, and random labels; the time of a dense network does not depend on them. */
export function randomBatch({ batch, input, classes, oneHot = false }: Workload, seed: number): Batch {
  return tf.tidy(() => {
    const below = (limit: number, shape: number[], stream: number) =>
      tf.cast(tf.floor(tf.randomUniform(shape, 0, limit, 'float32', stream)), 'int32');
    const ys = below(classes, [batch], 2 * seed + 1) as tf.Tensor1D;
    if (!oneHot) return { xs: tf.randomUniform([batch, ...input], 0, 1, 'float32', 2 * seed + 2), ys };
    const codes = below(input.at(-1) as number, [batch, ...input.slice(0, -1)], 2 * seed + 2);
    return { xs: tf.cast(tf.oneHot(codes, input.at(-1) as number), 'float32'), ys };
  });
}
