import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImageShape, Transform } from './batch.ts';
import { batchOf } from './test-images.ts';

/** Bytes over 255 as data sets have them, any values in between, and both ends. */
const value = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((byte) => byte / 255),
  fc.float({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1),
);

/** Two images of the same size that share nothing else. */
export const twoImages = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }), fc.constantFrom(1, 3))
  .chain(([height, width, channels]) => {
    const size = height * width * channels;
    const image = fc.array(value, { minLength: size, maxLength: size });
    return fc.record({
      shape: fc.constant([height, width, channels] as const),
      one: image,
      other: image,
      seed: fc.integer({ min: 0, max: 0xffffffff }),
    });
  });

/**
 * What every transform promises that takes gray and RGB images in [0, 1] and leaves the labels alone.
 *
 * @param shapeOf shape of the images it makes; default: that of those it gets
 */
export function itKeepsTheLaws(
  transform: Transform,
  shapeOf: (shape: ImageShape) => ImageShape = (shape) => shape,
): void {
  it('keeps shape, range and labels, leaves its input as it is, and gives the same for the same seed', () => {
    fc.assert(
      fc.property(twoImages, ({ shape, one, other, seed }) => {
        const batch = batchOf([one, other], shape);
        const before = batch.images.slice();
        const result = transform(batch, seed);
        expect(batch.images).toEqual(before);
        expect(result.shape).toEqual([2, ...shapeOf(shape)]);
        expect(result.labels).toEqual(batch.labels);
        expect(result.images.every((x) => x >= 0 && x <= 1)).toBe(true);
        expect(transform(batch, seed).images).toEqual(result.images);
      }),
    );
  });

  it('changes an image without regard to its neighbours', () => {
    fc.assert(
      fc.property(twoImages, ({ shape, one, other, seed }) => {
        const alone = transform(batchOf([one], shape), seed).images;
        const together = transform(batchOf([one, other], shape), seed).images;
        expect(together.subarray(0, alone.length)).toEqual(alone);
      }),
    );
  });

  it('takes empty batches and makes no tensors', () => {
    const tensors = tf.memory().numTensors;
    transform(batchOf([[0.25, 0.5, 0.75, 1]], [2, 2, 1]), 1);
    expect(transform(batchOf([], [2, 2, 3]), 1).images).toHaveLength(0);
    expect(tf.memory().numTensors).toBe(tensors);
  });
}
