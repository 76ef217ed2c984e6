import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatch, Transform } from './batch.ts';
import { InvalidBatchError } from './errors.ts';

export interface TransformImagesOptions {
  /** An integer in [0, 2^32). Another one for each batch, or all batches change alike. */
  readonly seed: number;
}

export interface TransformLabelledOptions extends TransformImagesOptions {
  /** Class indices, int32 `[N]`, or probabilities, float32 `[N, K]`. */
  readonly labels: tf.Tensor1D | tf.Tensor2D;
  /** Number of classes; needed with class indices, else it is K. */
  readonly classes?: number;
}

/** Images and labels after a transform: class indices as before, or probabilities, float32 `[N, classes]`, after mixup or cutmix. A type, so that `tf.dispose` takes it. */
export type TransformedBatch = {
  readonly xs: tf.Tensor4D;
  readonly ys: tf.Tensor1D | tf.Tensor2D;
};

async function labelsOf({
  labels,
  classes,
}: TransformLabelledOptions): Promise<Pick<ImageBatch, 'labels' | 'classes'>> {
  const indices = labels.rank === 1 && labels.dtype === 'int32';
  const probabilities = labels.rank === 2 && labels.dtype === 'float32';
  if (!indices && !probabilities) {
    throw new InvalidBatchError(
      `transformImages: labels are ${labels.dtype} [${labels.shape}]; pass class indices, int32 [N], or probabilities, float32 [N, K].`,
    );
  }
  const columns = labels.shape[1];
  if (probabilities ? classes !== undefined && classes !== columns : classes === undefined) {
    throw new InvalidBatchError(
      `transformImages: classes is ${classes} for labels [${labels.shape}]; pass the number of classes` +
        `${probabilities ? ', or leave it out' : ''}.`,
    );
  }
  return { labels: (await labels.data()) as Int32Array | Float32Array, classes: classes ?? columns ?? 1 };
}

/**
 * A transform for tensors, for training loops of one's own: values are read, changed in memory, and put into new tensors. The batches of
 * `@gradlab/datasets` take a `transform` themselves, before they become tensors, which saves both copies.
 *
 * @param xs float32 `[N, H, W, C]`; it is not disposed
 * @returns a new tensor, or with `labels` a new tensor for both
 * @throws InvalidBatchError when `xs` or the labels are something else, or `classes` is missing; also what the transform throws
 */
export function transformImages(
  xs: tf.Tensor4D,
  transform: Transform,
  options: TransformLabelledOptions,
): Promise<TransformedBatch>;
export function transformImages(
  xs: tf.Tensor4D,
  transform: Transform,
  options: TransformImagesOptions,
): Promise<tf.Tensor4D>;
export async function transformImages(
  xs: tf.Tensor4D,
  transform: Transform,
  options: TransformImagesOptions | TransformLabelledOptions,
): Promise<tf.Tensor4D | TransformedBatch> {
  if (xs.rank !== 4 || xs.dtype !== 'float32')
    throw new InvalidBatchError(
      `transformImages: xs is ${xs.dtype} [${xs.shape}]; pass float32 [N, H, W, C].`,
    );
  const labelled = 'labels' in options;
  const { labels, classes } = labelled
    ? await labelsOf(options)
    : { labels: new Int32Array(xs.shape[0]), classes: 1 };
  const images = (await xs.data()) as Float32Array;
  const made = transform({ images, shape: xs.shape, labels, classes }, options.seed);
  const tensor = tf.tensor4d(made.images, [...made.shape]);
  if (!labelled) return tensor;
  const ys =
    made.labels instanceof Int32Array
      ? tf.tensor1d(made.labels, 'int32')
      : tf.tensor2d(made.labels, [made.shape[0], made.classes]);
  return { xs: tensor, ys };
}
