import { expect, it } from 'vitest';
import { changed, changedPixel, distance } from '../test-images.ts';
import { invert } from './invert.ts';
import { solarize } from './solarize.ts';
import { expectGolden, golden, PHOTO_SHAPE, ROUNDING } from './test-golden.ts';

it('inverts from the threshold on', () => {
  expect(changedPixel(solarize(0.7), [0.7])).toEqual([Math.fround(1 - Math.fround(0.7))]);
  expect(changedPixel(solarize(0.5), [0.25, 0.5, 0.75])).toEqual([0.25, 0.5, 0.25]);
  expect(changedPixel(solarize(0.625), [0.5, 0.625, 1])).toEqual([0.5, 0.375, 0]);
  expect(changedPixel(solarize(0), [0, 0.25, 1])).toEqual([1, 0.75, 0]);
  expect(changedPixel(solarize(1), [0, 0.25, 1])).toEqual([0, 0.25, 0]);
});

it('meets the threshold of every byte', () => {
  for (let byte = 0; byte <= 255; byte++) {
    expect(changedPixel(solarize(byte / 255), [byte / 255])).toEqual([
      Math.fround(1 - Math.fround(byte / 255)),
    ]);
    if (byte > 0) {
      const below = Math.fround((byte - 1) / 255);
      expect(changedPixel(solarize(byte / 255), [below])).toEqual([below]);
    }
  }
});

it('gives what torchvision gives, for floats and for bytes', () => {
  for (const { argument, output } of golden.solarize) expectGolden(solarize(argument), output, 0);
  expectGolden(invert(), golden.invert, 0);
  const photo = golden.photo.map((byte) => byte / 255);
  for (const { argument, output } of golden.solarizeBytes) {
    const result = changed(solarize(argument / 255), photo, PHOTO_SHAPE);
    const bytes = result.map((x) => x * 255);
    expect(distance(bytes, output)).toBeLessThanOrEqual(255 * 2 * ROUNDING);
  }
});
