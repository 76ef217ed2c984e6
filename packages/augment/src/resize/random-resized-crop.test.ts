import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { randomOf } from '../random.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { randomRegion, randomResizedCrop } from './random-resized-crop.ts';
import { resize } from './resize.ts';

describe('randomRegion', () => {
  const regions = Array.from({ length: 4000 }, (_, i) =>
    randomRegion([200, 300, 3], [0.08, 1], [3 / 4, 4 / 3], randomOf(2, i)),
  );

  it('is a window of the image, its area and shape in their ranges', () => {
    for (const { top, left, height, width } of regions) {
      expect([top, left, height, width].every((side) => Number.isInteger(side) && side >= 0)).toBe(true);
      expect(top + height <= 200 && left + width <= 300).toBe(true);
      // Sides of at least 60 pixels are rounded by half of one.
      expect(width / height).toBeGreaterThan((3 / 4) * 0.98);
      expect(width / height).toBeLessThan((4 / 3) * 1.02);
      expect((width * height) / 60_000).toBeGreaterThan(0.08 * 0.98);
      expect((width * height) / 60_000).toBeLessThanOrEqual(1);
    }
  });

  it('has areas and logarithms of shapes that are uniform where every window fits', () => {
    const small = Array.from({ length: 4000 }, (_, i) =>
      randomRegion([1000, 1000, 1], [0.1, 0.5], [1 / 2, 2], randomOf(3, i)),
    );
    const mean = (of: (region: (typeof small)[0]) => number) =>
      small.reduce((sum, region) => sum + of(region), 0) / small.length;
    // Four standard errors of a uniform distribution's mean: 4 width / sqrt(12 n).
    const bound = (width: number) => (4 * width) / Math.sqrt(12 * small.length);
    expect(Math.abs(mean(({ width, height }) => (width * height) / 1e6) - 0.3)).toBeLessThan(bound(0.4));
    expect(Math.abs(mean(({ width, height }) => Math.log(width / height)))).toBeLessThan(bound(Math.log(4)));
    expect(Math.abs(mean(({ top, height }) => top / (1000 - height)) - 0.5)).toBeLessThan(bound(1) + 1e-3);
    expect(Math.abs(mean(({ left, width }) => left / (1000 - width)) - 0.5)).toBeLessThan(bound(1) + 1e-3);
  });

  it('is the largest one in the middle where none fits', () => {
    expect(randomRegion([10, 100, 1], [1, 1], [1, 1], randomOf(1, 0))).toEqual({
      top: 0,
      left: 45,
      height: 10,
      width: 10,
    });
    expect(randomRegion([100, 10, 1], [1, 1], [1, 2], randomOf(1, 0))).toEqual({
      top: 45,
      left: 0,
      height: 10,
      width: 10,
    });
    expect(randomRegion([30, 60, 1], [1, 1], [2, 2], randomOf(1, 0))).toEqual({
      top: 0,
      left: 0,
      height: 30,
      width: 60,
    });
  });
});

describe('randomResizedCrop', () => {
  itKeepsTheLaws(randomResizedCrop([3, 4]), ([, , channels]) => [3, 4, channels]);
  itKeepsTheLaws(randomResizedCrop(5, { interpolation: 'nearest' }), ([, , channels]) => [5, 5, channels]);

  it('of the whole image is resize', () => {
    const image = Array.from({ length: 6 * 8 * 2 }, (_, i) => ((i * 37) % 97) / 97);
    const whole = randomResizedCrop([3, 5], { scale: [1, 1], ratio: [8 / 6, 8 / 6] });
    expect(changed(whole, image, [6, 8, 2])).toEqual(changed(resize([3, 5]), image, [6, 8, 2]));
  });

  it('draws the window and nothing beside it', () => {
    // Pixel (x, y) of a 16 x 16 image holds 16 y + x: windows of a quarter, drawn as they are, have these neighbours.
    const image = Array.from({ length: 256 }, (_, i) => i);
    const { images } = randomResizedCrop(8, { scale: [0.25, 0.25], ratio: [1, 1] })(
      batchOf(new Array(50).fill(image), [16, 16, 1]),
      1,
    );
    const firsts = new Set<number>();
    for (let k = 0; k < 50; k++) {
      const window = images.subarray(64 * k, 64 * k + 64);
      const first = window[0] as number;
      firsts.add(first);
      expect(first % 16 <= 8 && first < 9 * 16).toBe(true);
      window.forEach((value, i) => {
        expect(value).toBe(first + 16 * Math.floor(i / 8) + (i % 8));
      });
    }
    expect(firsts.size).toBeGreaterThan(20);
  });

  it('names bad options', () => {
    for (const options of [
      { scale: [0, 1] as const },
      { scale: [0.5, 1.1] as const },
      { scale: [0.5, 0.4] as const },
      { ratio: [0, 1] as const },
      { ratio: [2, 1] as const },
      { interpolation: 'cubic' as 'nearest' },
    ]) {
      expect(() => randomResizedCrop(8, options)).toThrow(InvalidOptionError);
    }
    expect(() => randomResizedCrop(0)).toThrow(InvalidOptionError);
  });
});
