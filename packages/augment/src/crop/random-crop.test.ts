import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { pad } from './pad.ts';
import { randomCrop } from './random-crop.ts';

describe('randomCrop', () => {
  itKeepsTheLaws(randomCrop(2), ([, , channels]) => [2, 2, channels]);
  itKeepsTheLaws(randomCrop([3, 2], { padding: 1, mode: 'reflect' }), ([, , channels]) => [3, 2, channels]);

  it('takes all windows of the padded image equally often', () => {
    const count = 12_800;
    // Pixel (x, y) holds 9 y + x. The second one of a window's second row is never padding: it tells where the window is.
    const image = Array.from({ length: 81 }, (_, i) => i);
    const { images } = randomCrop(4, { padding: 1 })(batchOf(new Array(count).fill(image), [9, 9, 1]), 1);
    const padded = changed(pad(1), image, [9, 9, 1]);
    const times = new Float64Array(64);
    let wrong = 0;
    for (let k = 0; k < count; k++) {
      const second = images[16 * k + 5] as number;
      const [left, top] = [second % 9, Math.floor(second / 9)];
      for (let i = 0; i < 16; i++) {
        const source = (top + Math.floor(i / 4)) * 11 + left + (i % 4);
        if (images[16 * k + i] !== padded[source]) wrong++;
      }
      times[8 * top + left]! += 1;
    }
    expect(wrong).toBe(0);
    const expected = count / 64;
    // 63 degrees of freedom: exceeded once in a thousand seeds.
    expect(times.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)).toBeLessThan(103.4);
  });

  it('pads, then crops, with any mode', () => {
    for (const mode of ['constant', 'edge', 'reflect', 'symmetric'] as const) {
      const padded = changed(pad([1, 2], { mode, fill: 0.5 }), [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1]);
      const whole = randomCrop([7, 5], { padding: [1, 2], mode, fill: 0.5 });
      expect(changed(whole, [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1])).toEqual(padded);
    }
  });

  it('of the whole image is the identity', () => {
    expect(changed(randomCrop([2, 3]), [1, 2, 3, 4, 5, 6], [2, 3, 1])).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('names bad options and images that are too small', () => {
    expect(() => randomCrop(0)).toThrow(InvalidOptionError);
    expect(() => randomCrop(2, { padding: -1 })).toThrow(InvalidOptionError);
    expect(() => randomCrop(2, { mode: 'wrap' as 'edge' })).toThrow(InvalidOptionError);
    const small = batchOf([[1, 2]], [1, 2, 1]);
    expect(() => randomCrop(3)(small, 1)).toThrow(InvalidBatchError);
    expect(() => randomCrop([4, 2], { padding: 1 })(small, 1)).toThrow('3 x 4 pixels (padding included)');
  });
});
