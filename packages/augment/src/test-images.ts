import type { ImageBatch, ImageShape, Transform } from './batch.ts';

/** A batch of images that all have class 0. */
export const batchOf = (images: readonly ArrayLike<number>[], shape: ImageShape): ImageBatch => ({
  images: Float32Array.from(images.flatMap((image) => Array.from(image))),
  shape: [images.length, ...shape],
  labels: new Int32Array(images.length),
  classes: 1,
});

/** What a transform makes of a single image. */
export const changed = (
  transform: Transform,
  image: ArrayLike<number>,
  shape: ImageShape,
  seed = 1,
): readonly number[] => Array.from(transform(batchOf([image], shape), seed).images);

/** One pixel, as the image that consists of it. */
export const changedPixel = (transform: Transform, pixel: readonly number[], seed = 1): readonly number[] =>
  changed(transform, pixel, [1, 1, pixel.length], seed);

/** Largest distance between two lists of the same length. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} values instead of ${expected.length}`);
  // Written so that NaN is infinitely far from everything.
  return Array.from(actual).reduce((far, value, i) => {
    const d = Math.abs(value - (expected[i] as number));
    return d <= far ? far : d >= far ? d : Number.POSITIVE_INFINITY;
  }, 0);
}
