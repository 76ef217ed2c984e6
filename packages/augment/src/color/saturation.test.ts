import { expect, it } from 'vitest';
import { changedPixel, distance } from '../test-images.ts';
import { adjustSaturation } from './saturation.ts';
import { expectGolden, golden, ROUNDING, roundingsOfBlend } from './test-golden.ts';

it('gives gray for 0 and stronger colours above 1', () => {
  const pixel = [0.75, 0.5, 0.25];
  const gray = 0.2989 * 0.75 + 0.587 * 0.5 + 0.114 * 0.25;
  expect(distance(changedPixel(adjustSaturation(0), pixel), [gray, gray, gray])).toBeLessThanOrEqual(
    ROUNDING,
  );
  const stronger = pixel.map((x) => 1.5 * x - 0.5 * gray);
  expect(distance(changedPixel(adjustSaturation(1.5), pixel), stronger)).toBeLessThanOrEqual(ROUNDING);
  expect(changedPixel(adjustSaturation(9), [1, 0, 0])).toEqual([1, 0, 0]);
});

it('leaves gray images as they are', () => {
  expect(changedPixel(adjustSaturation(0), [0.3])).toEqual([Math.fround(0.3)]);
  expect(changedPixel(adjustSaturation(3), [0.3])).toEqual([Math.fround(0.3)]);
});

it('gives what torchvision gives', () => {
  for (const { argument, output } of golden.saturation) {
    expectGolden(adjustSaturation(argument), output, roundingsOfBlend(argument, 5));
  }
});
