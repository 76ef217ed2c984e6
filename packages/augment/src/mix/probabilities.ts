import type { ImageBatch } from '../batch.ts';
import { InvalidBatchError } from '../errors.ts';

/**
 * The labels as probabilities, float32 `[N, classes]`: one-hot where they are class indices.
 *
 * @throws InvalidBatchError for a class outside [0, classes)
 */
export function probabilitiesOf(by: string, { labels, classes }: ImageBatch): Float32Array {
  if (labels instanceof Float32Array) return labels;
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    if (!(label >= 0 && label < classes)) {
      throw new InvalidBatchError(
        `${by}: label ${i} is ${label}; with ${classes} classes labels are 0 to ${classes - 1}. Check the labels, or pass more classes.`,
      );
    }
    rows[i * classes + label] = 1;
  });
  return rows;
}

/** `weight` of each image's own label, and the rest of that of the image before it; the first one's is the last. */
export function mixedWithPrevious(rows: Float32Array, classes: number, weight: number): Float32Array {
  return rows.map((own, k) => weight * own + (1 - weight) * (rows.at(k - classes) as number));
}
