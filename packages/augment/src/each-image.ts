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

/** How a batch's images become others. */
export interface Plan {
  readonly size: readonly [height: number, width: number];
  /** Makes one image `[height, width, C]` out of another, `[H, W, C]`; `to` is filled with zeros. */
  readonly make: (from: Float32Array, to: Float32Array, random: Random) => void;
}

/**
 * A transform that makes images of another size.
 *
 * @param by the transform's name, for errors
 * @param planFor what is the same for all images of a batch; throws for images that it cannot serve
 */
export function eachResized(by: string, planFor: (shape: ImageShape) => Plan): Transform {
  return (batch: ImageBatch, seed) => {
    validBatch(batch, by);
    validSeed(seed);
    const [count, ...shape] = batch.shape;
    const [height, width, channels] = shape;
    const { size, make } = planFor(shape);
    const fromSize = height * width * channels;
    const toSize = size[0] * size[1] * channels;
    const images = new Float32Array(count * toSize);
    for (let i = 0; i < count; i++) {
      make(
        batch.images.subarray(i * fromSize, (i + 1) * fromSize),
        images.subarray(i * toSize, (i + 1) * toSize),
        randomOf(seed, i),
      );
    }
    return { ...batch, images, shape: [count, ...size, channels] };
  };
}
