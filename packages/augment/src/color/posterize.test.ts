import { expect, it } from 'vitest';
import { changed, changedPixel } from '../test-images.ts';
import { posterize } from './posterize.ts';
import { golden, PHOTO_SHAPE } from './test-golden.ts';

it('leaves 2^bits values, the greatest of them 1 - 2^-bits', () => {
  expect(changedPixel(posterize(1), [0.49, 0.5, 1])).toEqual([0, 0.5, 0.5]);
  expect(changedPixel(posterize(2), [0.25, 0.7, 1])).toEqual([0.25, 0.5, 0.75]);
  expect(changedPixel(posterize(0), [0, 0.5, 1])).toEqual([0, 0, 0]);
  expect(changedPixel(posterize(8), [0, 0.5, 1])).toEqual([0, 0.5, 255 / 256]);
});

it('sorts bytes into the levels that torchvision sorts them into', () => {
  const photo = golden.photo.map((byte) => byte / 255);
  for (const { argument: bits, output } of golden.posterize) {
    const levels = changed(posterize(bits), photo, PHOTO_SHAPE).map((x) => x * 2 ** bits);
    expect(levels).toEqual(output.map((byte) => byte >> (8 - bits)));
  }
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  for (let bits = 1; bits <= 8; bits++) {
    const levels = changed(
      posterize(bits),
      bytes.map((byte) => byte / 255),
      [16, 16, 1],
    ).map((x) => x * 2 ** bits);
    expect(levels).toEqual(bytes.map((byte) => byte >> (8 - bits)));
  }
});
