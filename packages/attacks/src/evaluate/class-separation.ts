import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError } from '../errors.ts';

export interface ClassSeparation {
  /** Linf distance of each sample to the nearest reference of another class, `[N]`, in units of the input; Infinity where there is none. */
  readonly distances: Float32Array;
  /** Index of that reference, `[N]`; -1 where there is none. */
  readonly nearest: Int32Array;
}

/**
 * How far samples are from samples of other classes, in the largest change of a value. Where a distance is at most 2 eps, the two balls of
 * radius eps share a point, which no classifier can give both classes: robust accuracy at eps is then bounded by the data, not by the model.
 *
 * Yang, Rashtchian, Zhang, Salakhutdinov and Chaudhuri (2020), "A closer look at accuracy vs. robustness", arXiv:2003.02460.
 *
 * @param xs float32 `[N, ...]`
 * @param labels int32 `[N]`
 * @param references float32 `[M, ...]`, samples of the same shape
 * @param referenceLabels int32 `[M]`
 * @throws InvalidInputError where shapes do not fit.
 */
export async function classSeparation(
  xs: tf.Tensor,
  labels: tf.Tensor,
  references: tf.Tensor,
  referenceLabels: tf.Tensor,
): Promise<ClassSeparation> {
  const [count = 0, ...shape] = xs.shape;
  const [others = 0, ...otherShape] = references.shape;
  if (shape.join() !== otherShape.join()) {
    throw new InvalidInputError(
      `samples of [${shape}] cannot be compared with references of [${otherShape}]`,
    );
  }
  if (labels.size !== count || referenceLabels.size !== others) {
    throw new InvalidInputError(
      `${labels.size} labels for ${count} samples and ${referenceLabels.size} for ${others} references`,
    );
  }
  const [a, classes, b, otherClasses] = await Promise.all(
    [xs, labels, references, referenceLabels].map((values) => values.data()),
  );
  const size = tf.util.sizeFromShape(shape);
  const distances = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  const nearest = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < others; j++) {
      if (classes?.[i] === otherClasses?.[j]) continue;
      const limit = distances[i] as number;
      const distance = largestChange(a as Float32Array, i * size, b as Float32Array, j * size, size, limit);
      if (distance >= limit) continue;
      distances[i] = distance;
      nearest[i] = j;
    }
  }
  return { distances, nearest };
}

/** The largest difference of two rows; anything of at least `limit` where it passes that. */
function largestChange(
  a: Float32Array,
  fromA: number,
  b: Float32Array,
  fromB: number,
  size: number,
  limit: number,
): number {
  let largest = 0;
  for (let k = 0; k < size; k++) {
    const change = Math.abs((a[fromA + k] as number) - (b[fromB + k] as number));
    if (change > largest) largest = change;
    // Most pairs are further apart than the nearest so far, and show it within a few values.
    if (largest >= limit) return largest;
  }
  return largest;
}
