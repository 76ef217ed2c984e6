import { InvalidBatchError, InvalidOptionError } from './errors.ts';

/** Images on their way to becoming a tensor, with their labels: mixup and cutmix mix these too. */
export interface ImageBatch {
  /** `[N, H, W, C]`, row-major, in [0, 1] until they are normalized. */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Class indices, int32 `[N]`, or probabilities, float32 `[N, classes]`. */
  readonly labels: Int32Array | Float32Array;
  /** Number of classes, an integer >= 1. */
  readonly classes: number;
}

/**
 * What every function of this package makes. It depends on nothing but the batch and the seed (an integer in [0, 2^32)), and leaves the
 * batch as it is; the result may share its arrays. Each image has random numbers of its own, which depend on its place in the batch.
 */
export type Transform = (batch: ImageBatch, seed: number) => ImageBatch;

/** Height, width and channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * The batch, if it is one.
 *
 * @throws InvalidBatchError when lengths and shape disagree
 */
export function validBatch(batch: ImageBatch, by: string): ImageBatch {
  const { images, shape, labels, classes } = batch;
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  const right =
    shape.length === 4 &&
    shape.every((size, axis) => Number.isInteger(size) && size >= (axis === 0 ? 0 : 1)) &&
    images.length === count * height * width * channels;
  if (!right) {
    throw new InvalidBatchError(
      `${by}: ${images.length} values are no batch of images [${shape}]; pass [N, H, W, C], N >= 0, the others >= 1.`,
    );
  }
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new InvalidBatchError(`${by}: classes is ${classes}; pass an integer >= 1.`);
  const labelled = labels instanceof Int32Array ? count : count * classes;
  if (labels.length !== labelled) {
    throw new InvalidBatchError(
      `${by}: ${labels.length} labels for ${count} images and ${classes} classes; ` +
        'pass one class index for each image (Int32Array), or one probability for each class (Float32Array).',
    );
  }
  return batch;
}

/** @throws InvalidOptionError when a seed is none */
export function validSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new InvalidOptionError(`seed is ${seed}; pass an integer from 0 to 4294967295.`);
}
