import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from './errors.ts';
import { denormalize, normalize } from './normalize.ts';
import { batchOf, changed } from './test-images.ts';
import { twoImages } from './test-laws.ts';

describe('normalize', () => {
  it('subtracts each channel its mean, and divides by its deviation', () => {
    expect(changed(normalize([0.5, 0.25], [0.5, 0.25]), [0, 0, 0.5, 0.5, 1, 1], [1, 3, 2])).toEqual([
      ...[-1, -1, 0, 1, 1, 3],
    ]);
    expect(changed(normalize(0.5, 0.25), [0, 0.5, 1], [1, 1, 3])).toEqual([-2, 0, 2]);
  });

  it('is undone by denormalize', () => {
    const moment = fc.double({ min: 0.125, max: 1, noNaN: true });
    fc.assert(
      fc.property(twoImages, moment, moment, ({ shape, one, other, seed }, mean, std) => {
        const batch = batchOf([one, other], shape);
        const back = denormalize(mean, std)(normalize(mean, std)(batch, seed), seed);
        // Rounding moves the normalized value by 2^-24 of it, at most 2^-24 when it comes back, where it is rounded once more.
        back.images.forEach((value, i) => {
          expect(Math.abs(value - (batch.images[i] as number))).toBeLessThan(2 ** -23);
        });
      }),
    );
  });

  it('keeps shape and labels, leaves its input as it is, makes no tensors, and takes empty batches', () => {
    const tensors = tf.memory().numTensors;
    const batch = batchOf([[0.5, 1]], [1, 2, 1]);
    const { images, ...rest } = normalize(0.5, 1)(batch, 0);
    expect(batch.images).toEqual(Float32Array.of(0.5, 1));
    expect(images).toEqual(Float32Array.of(0, 0.5));
    expect(rest).toEqual({ shape: batch.shape, labels: batch.labels, classes: 1 });
    expect(normalize(0.5, 1)(batchOf([], [2, 2, 3]), 0).images).toHaveLength(0);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('names bad options and images', () => {
    for (const make of [normalize, denormalize]) {
      expect(() => make(0, 0)).toThrow(InvalidOptionError);
      expect(() => make(0, [1, -1])).toThrow('std is [1,-1]');
      expect(() => make(Number.NaN, 1)).toThrow(InvalidOptionError);
      expect(() => make([], 1)).toThrow(InvalidOptionError);
      const forTwo = make([0, 0], 1);
      expect(() => forTwo(batchOf([[1, 2, 3]], [1, 1, 3]), 0)).toThrow(InvalidBatchError);
    }
  });
});
