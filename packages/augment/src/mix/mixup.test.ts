import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageBatch } from '../batch.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf } from '../test-images.ts';
import { twoImages } from '../test-laws.ts';
import { mixup } from './mixup.ts';

/** Three images of one pixel, whose values are far apart. */
const THREE: ImageBatch = {
  ...batchOf([[0], [0.25], [1]], [1, 1, 1]),
  labels: Int32Array.of(0, 1, 2),
  classes: 3,
};

describe('mixup', () => {
  it('mixes each image and its label with the one before it, all by one weight', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { images, labels, shape, classes } = mixup()(THREE, seed);
      const weight = labels[0] as number;
      const rest = labels[2] as number;
      expect(weight + rest).toBeCloseTo(1, 7);
      expect(Array.from(labels)).toEqual([weight, 0, rest, rest, weight, 0, 0, rest, weight]);
      // The weight is known to a rounding of float32.
      [rest, 0.25 * weight, weight + 0.25 * rest].forEach((value, i) => {
        expect(Math.abs((images[i] as number) - value)).toBeLessThan(2 ** -22);
      });
      expect([shape, classes]).toEqual([THREE.shape, 3]);
    }
  });

  it('draws the weight from Beta(alpha, alpha)', () => {
    const count = 2000;
    for (const alpha of [0.2, 1, 5]) {
      const weights = Array.from(
        { length: count },
        (_, seed) => mixup({ alpha })(THREE, seed).labels[0] as number,
      );
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / count;
      const variance = weights.reduce((sum, weight) => sum + (weight - 0.5) ** 2, 0) / count;
      const expected = 1 / (4 * (2 * alpha + 1));
      // Four standard errors; (weight - 0.5)^2 is at most 1/4, so its variance is at most expected / 4.
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / count));
      expect(Math.abs(variance - expected)).toBeLessThan(4 * Math.sqrt(expected / 4 / count));
    }
  });

  it('keeps the range, the shape and its input, and label rows sum to 1', () => {
    fc.assert(
      fc.property(
        twoImages,
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        ({ shape, one, other, seed }, alpha) => {
          const batch = { ...batchOf([one, other], shape), labels: Int32Array.of(1, 0), classes: 2 };
          const before = batch.images.slice();
          const result = mixup({ alpha })(batch, seed);
          expect(batch.images).toEqual(before);
          expect(result.shape).toEqual(batch.shape);
          expect(result.images.every((value) => value >= 0 && value <= 1)).toBe(true);
          for (const row of [0, 1]) {
            const sum = (result.labels[2 * row] as number) + (result.labels[2 * row + 1] as number);
            // Two numbers in [0, 1], rounded to float32.
            expect(Math.abs(sum - 1)).toBeLessThanOrEqual(2 ** -24);
          }
          expect(mixup({ alpha })(batch, seed)).toEqual(result);
        },
      ),
    );
  });

  it('mixes labels that are mixtures already', () => {
    const once = mixup()(THREE, 1);
    const twice = mixup()(once, 2);
    for (let row = 0; row < 3; row++) {
      const sum = Array.from(twice.labels.subarray(3 * row, 3 * row + 3)).reduce(
        (total, value) => total + value,
        0,
      );
      // Three numbers, rounded twice by 2^-25 at most.
      expect(Math.abs(sum - 1)).toBeLessThan(2 ** -22);
    }
  });

  it('takes batches of one image and of none, and makes no tensors', () => {
    const tensors = tf.memory().numTensors;
    const single = mixup()(batchOf([[0.3, 0.7]], [1, 2, 1]), 3);
    expect(single.images).toEqual(Float32Array.of(0.3, 0.7));
    expect(single.labels).toEqual(Float32Array.of(1));
    expect(mixup()(batchOf([], [1, 2, 1]), 3).images).toHaveLength(0);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('names bad options and labels', () => {
    for (const alpha of [0, -1, Number.NaN, Infinity])
      expect(() => mixup({ alpha })).toThrow(InvalidOptionError);
    expect(() => mixup()({ ...THREE, classes: 2 }, 1)).toThrow(InvalidBatchError);
    expect(() => mixup()({ ...THREE, labels: Int32Array.of(0, -1, 2) }, 1)).toThrow('label 1 is -1');
  });
});
