import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { randomErasing } from './random-erasing.ts';

const SIDE = 100;
const COUNT = 400;
const ones = batchOf(new Array(COUNT).fill(new Float32Array(SIDE * SIDE).fill(1)), [SIDE, SIDE, 1]);

/** The box of zeros in each image, if there is one. */
function boxes(images: Float32Array) {
  return Array.from({ length: COUNT }, (_, k) => {
    const image = images.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE);
    const first = image.indexOf(0);
    if (first < 0) return { width: 0, height: 0, area: 0 };
    const [left, top] = [first % SIDE, Math.floor(first / SIDE)];
    const last = image.lastIndexOf(0);
    const [width, height] = [(last % SIDE) - left + 1, Math.floor(last / SIDE) - top + 1];
    const area = image.filter((value) => value === 0).length;
    return { width, height, area };
  });
}

describe('randomErasing', () => {
  itKeepsTheLaws(randomErasing({ p: 1 }));
  itKeepsTheLaws(randomErasing({ value: 0.5, scale: [0.3, 1] }));

  it('erases a box whose area and shape are in their ranges, in the share p of images', () => {
    const found = boxes(randomErasing()(ones, 1).images).filter(({ area }) => area > 0);
    // Four standard deviations of a fair coin; a box always fits here.
    expect(Math.abs(found.length - COUNT / 2)).toBeLessThan(4 * Math.sqrt(COUNT / 4));
    for (const { width, height, area } of found) {
      expect(area).toBe(width * height);
      // Areas of 200 to 3300 pixels, sides from 7.8 on, each rounded by at most a half.
      expect(area).toBeGreaterThan(0.02 * SIDE ** 2 - (width + height) / 2 - 1);
      expect(area).toBeLessThan(0.33 * SIDE ** 2 + (width + height) / 2 + 1);
      expect((height + 0.5) / (width - 0.5)).toBeGreaterThan(0.3);
      expect((height - 0.5) / (width + 0.5)).toBeLessThan(3.3);
    }
  });

  it('has uniform areas', () => {
    const found = boxes(randomErasing({ p: 1, scale: [0.1, 0.3], ratio: [1, 1] })(ones, 2).images);
    const mean = found.reduce((sum, { area }) => sum + area, 0) / COUNT / SIDE ** 2;
    // Four standard errors of a uniform distribution's mean, and half a pixel's rounding of the sides, which averages out.
    expect(Math.abs(mean - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(12 * COUNT) + 1e-3);
  });

  it('leaves images alone that no box is smaller than', () => {
    expect(changed(randomErasing({ p: 1, scale: [1, 1], ratio: [1, 1] }), [1, 1, 1, 1], [2, 2, 1])).toEqual([
      1, 1, 1, 1,
    ]);
    // Squares of 4 are smaller than one side only.
    for (const shape of [[4, 8, 1] as const, [8, 4, 1] as const]) {
      const plain = new Array(32).fill(1);
      expect(changed(randomErasing({ p: 1, scale: [0.5, 0.5], ratio: [1, 1] }), plain, shape)).toEqual(plain);
    }
    expect(boxes(randomErasing({ p: 0 })(ones, 1).images).every(({ area }) => area === 0)).toBe(true);
  });

  it('fills with one number for each channel, or with normal numbers', () => {
    const grey = batchOf([new Float32Array(3 * 64).fill(0.5)], [8, 8, 3]);
    const box = randomErasing({ p: 1, scale: [0.2, 0.2], ratio: [1, 1], value: [0.1, 0.2, 0.3] })(
      grey,
      1,
    ).images;
    for (let i = 0; i < box.length; i += 3) {
      const pixel = Array.from(box.subarray(i, i + 3));
      expect([[0.5, 0.5, 0.5], [0.1, 0.2, 0.3].map(Math.fround)]).toContainEqual(pixel);
    }
    const noise = randomErasing({ p: 1, scale: [0.3, 0.3], ratio: [1, 1], value: 'random' })(ones, 3).images;
    const values = noise.filter((value) => value !== 1);
    expect(values).toHaveLength(COUNT * 55 * 55);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
  });

  it('names bad options and images', () => {
    for (const options of [
      { p: -0.1 },
      { scale: [-0.1, 0.5] as const },
      { scale: [0, 1.1] as const },
      { ratio: [0, 1] as const },
      { ratio: [3, 1] as const },
      { value: Number.NaN },
    ]) {
      expect(() => randomErasing(options)).toThrow(InvalidOptionError);
    }
    expect(() => randomErasing({ value: [0, 0] })(ones, 1)).toThrow(InvalidBatchError);
  });
});
