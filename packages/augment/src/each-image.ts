import { type ImageBatch, type ImageShape, type Transform, validBatch, validSeed } from './batch.ts';
import { type Random, randomOf } from './random.ts';

/** Rewrites one image, `[H, W, C]`, in place. */
export type Change = (image: Float32Array, shape: ImageShape, random: Random) => void;

/**
 * A transform that keeps the images' size: `change` gets a copy of each image.
 *
 * @param by the transform's name, for errors
 */
export function eachImage(by: string, change: Change): Transform {
  return (batch, seed) => {
    validBatch(batch, by);
    validSeed(seed);
    const [count, ...shape] = batch.shape;
    const size = shape[0] * shape[1] * shape[2];
    const images = batch.images.slice();
    for (let i = 0; i < count; i++) {
      change(images.subarray(i * size, (i + 1) * size), shape, randomOf(seed, i));
    }
    return { ...batch, images };
  };
}

/** Makes one image `[H', W', C]` out of another; `to` is filled with zeros. */
export type Make = (
  from: Float32Array,
  to: Float32Array,
  fromShape: ImageShape,
  toShape: ImageShape,
  random: Random,
) => void;

/**
 * A transform that makes images of another size.
 *
 * @param by the transform's name, for errors
 * @param sizeOf height and width of the results; throws for images that it cannot serve
 */
export function eachResized(
  by: string,
  sizeOf: (shape: ImageShape) => readonly [height: number, width: number],
  make: Make,
): Transform {
  return (batch: ImageBatch, seed) => {
    validBatch(batch, by);
    validSeed(seed);
    const [count, ...fromShape] = batch.shape;
    const [height, width] = sizeOf(fromShape);
    const toShape: ImageShape = [height, width, fromShape[2]];
    const fromSize = fromShape[0] * fromShape[1] * fromShape[2];
    const toSize = height * width * fromShape[2];
    const images = new Float32Array(count * toSize);
    for (let i = 0; i < count; i++) {
      make(
        batch.images.subarray(i * fromSize, (i + 1) * fromSize),
        images.subarray(i * toSize, (i + 1) * toSize),
        fromShape,
        toShape,
        randomOf(seed, i),
      );
    }
    return { ...batch, images, shape: [count, ...toShape] };
  };
}
