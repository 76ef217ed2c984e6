import * as tf from '@tensorflow/tfjs-core';
import { type Bounds, boundsSlack } from '../classifier/bounds.ts';
import { InvalidInputError, InvalidLabelsError } from '../errors.ts';
import { asRows } from '../threats/threat.ts';
import { read } from './read.ts';

/**
 * @throws InvalidInputError when `xs` is disposed, or not float32 `[N, ...]` with N >= 1, finite, and within the bounds
 * (tolerance 1e-6, relative to the larger bound where that exceeds 1).
 */
export async function checkInputs(xs: tf.Tensor, bounds: Bounds): Promise<void> {
  if (xs.isDisposed) throw new InvalidInputError('xs was disposed before the attack');
  if (xs.rank < 2 || xs.dtype !== 'float32') {
    throw new InvalidInputError(
      `xs must be a float32 batch [N, ...] of rank 2 or more, got ${xs.dtype} [${xs.shape}]`,
    );
  }
  if (xs.size === 0) throw new InvalidInputError(`xs is empty: its shape is [${xs.shape}]`);
  const [finite, lowest, highest] = await read(() => {
    const rows = asRows(xs);
    return [tf.all(tf.isFinite(rows), 1), tf.min(rows, 1), tf.max(rows, 1)];
  });
  const broken = finite?.indexOf(0) ?? -1;
  if (broken >= 0)
    throw new InvalidInputError(`xs is not finite in sample ${broken}: it holds NaN or Infinity`);
  const [min, max] = bounds;
  const slack = boundsSlack(bounds);
  for (let sample = 0; sample < (xs.shape[0] ?? 0); sample++) {
    const low = lowest?.[sample] ?? 0;
    const high = highest?.[sample] ?? 0;
    if (low >= min - slack && high <= max + slack) continue;
    throw new InvalidInputError(
      `xs must lie in the bounds [${min}, ${max}], but sample ${sample} of the batch spans [${low}, ${high}]. Scale the ` +
        'inputs and leave normalisation to the classifier: classifier(model, { bounds, preprocess })',
    );
  }
}

/** @throws InvalidLabelsError when `labels` is disposed, or not int32 `[N]`, for example one-hot or float32. */
export function checkLabelShape(labels: tf.Tensor, samples: number): void {
  if (labels.isDisposed) throw new InvalidLabelsError('labels were disposed before the attack');
  if (labels.rank === 2) {
    throw new InvalidLabelsError(
      `labels must be class indices [N], got the shape [${labels.shape}]; for one-hot labels pass tf.argMax(labels, 1)`,
    );
  }
  if (labels.rank !== 1 || labels.shape[0] !== samples) {
    throw new InvalidLabelsError(
      `labels must be [${samples}], one for each sample, got the shape [${labels.shape}]`,
    );
  }
  if (labels.dtype !== 'int32') {
    throw new InvalidLabelsError(`labels must be int32, got ${labels.dtype}; pass tf.cast(labels, 'int32')`);
  }
}

/** @throws InvalidLabelsError when a label is not in `[0, classCount)`. */
export function checkLabelRange(labels: ArrayLike<number>, classCount: number): void {
  const bad = Array.from(labels).findIndex((label) => label < 0 || label >= classCount);
  if (bad >= 0) {
    throw new InvalidLabelsError(
      `labels must be in [0, ${classCount}), but sample ${bad} has the label ${labels[bad]}`,
    );
  }
}
