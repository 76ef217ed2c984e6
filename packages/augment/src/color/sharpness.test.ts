import { expect, it } from 'vitest';
import { changed, distance } from '../test-images.ts';
import { adjustSharpness, randomAdjustSharpness } from './sharpness.ts';
import { expectGolden, golden, RGB_SHAPE, ROUNDING, roundingsOfBlend } from './test-golden.ts';

const DOT = [0, 0, 0, 0, 1, 0, 0, 0, 0];

it('blends with the mean of the neighbours, the pixel itself five times, and keeps the border', () => {
  expect(
    distance(
      changed(adjustSharpness(0), DOT, [3, 3, 1]),
      DOT.map((x) => x * (5 / 13)),
    ),
  ).toBeLessThanOrEqual(ROUNDING);
  const hole = DOT.map((x) => 1 - x);
  expect(changed(adjustSharpness(0), hole, [3, 3, 1])).toEqual(
    hole.map((x) => (x ? 1 : Math.fround(8 / 13))),
  );
  const gray = [0.5, 0.5, 0.5, 0.5, 0.75, 0.5, 0.5, 0.5, 0.5];
  const sharp = gray.map((x) => (x === 0.5 ? x : 2 * x - (8 * 0.5 + 5 * 0.75) / 13));
  expect(distance(changed(adjustSharpness(2), gray, [3, 3, 1]), sharp)).toBeLessThanOrEqual(ROUNDING);
});

it('keeps images apart that have no inside', () => {
  expect(changed(adjustSharpness(0), [0, 1, 1, 0, 0, 1], [2, 3, 1])).toEqual([0, 1, 1, 0, 0, 1]);
});

it('gives what torchvision gives', () => {
  for (const { argument, output } of golden.sharpness) {
    expectGolden(adjustSharpness(argument), output, roundingsOfBlend(argument, 12));
  }
});

it('never happens with probability 0', () => {
  expect(changed(randomAdjustSharpness(0, { p: 0 }), golden.rgb, RGB_SHAPE)).toEqual(golden.rgb);
});
