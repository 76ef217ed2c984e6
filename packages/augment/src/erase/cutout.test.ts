import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { cutout } from './cutout.ts';

/** The size along one axis of a square of `size` about each of the pixels of a line, cut off at its ends. */
const cutSizes = (size: number, line: number) =>
  Array.from({ length: line }, (_, at) => {
    const start = at - Math.floor(size / 2);
    return Math.min(line, start + size) - Math.max(0, start);
  });

describe('cutout', () => {
  itKeepsTheLaws(cutout(3));
  itKeepsTheLaws(cutout(2, { fill: 0.5 }));

  it.each([1, 4, 5])(
    'erases a square of %i about a uniformly random pixel, cut off at the border',
    (size) => {
      const [height, width, count] = [7, 10, 3000];
      const { images } = cutout(size)(
        batchOf(new Array(count).fill(new Float32Array(height * width).fill(1)), [height, width, 1]),
        1,
      );
      const areas = Array.from(
        { length: count },
        (_, k) =>
          images.subarray(k * height * width, (k + 1) * height * width).filter((value) => value === 0).length,
      );
      const possible = cutSizes(size, height).flatMap((h) => cutSizes(size, width).map((w) => h * w));
      expect(areas.every((area) => possible.includes(area))).toBe(true);
      const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
      const expected = mean(possible);
      const deviation = Math.sqrt(mean(possible.map((area) => (area - expected) ** 2)));
      // Four standard errors.
      expect(Math.abs(mean(areas) - expected)).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(count));
    },
  );

  it('reaches every pixel of an image, and fills each channel with its own number', () => {
    const { images } = cutout(1, { fill: [2, 3] })(batchOf(new Array(200).fill([1, 1, 1, 1]), [1, 2, 2]), 1);
    const kinds = Array.from({ length: 200 }, (_, k) => `${images.subarray(4 * k, 4 * k + 4)}`);
    expect(new Set(kinds)).toEqual(new Set(['2,3,1,1', '1,1,2,3']));
    expect(changed(cutout(99), [1, 1, 1, 1], [2, 2, 1])).toEqual([0, 0, 0, 0]);
  });

  it('names bad options and images', () => {
    for (const size of [0, -2, 1.5, Number.NaN]) expect(() => cutout(size)).toThrow(InvalidOptionError);
    expect(() => cutout(1, { fill: Number.NaN })).toThrow(InvalidOptionError);
    expect(() => cutout(1, { fill: [1, 2] })(batchOf([[1]], [1, 1, 1]), 1)).toThrow(InvalidBatchError);
  });
});
