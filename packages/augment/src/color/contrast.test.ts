import { expect, it } from 'vitest';
import { changed, distance } from '../test-images.ts';
import { adjustContrast } from './contrast.ts';
import { expectGolden, golden, ROUNDING, roundingsOfBlend } from './test-golden.ts';

it('moves values away from the mean or towards it', () => {
  const gray = [0.25, 0.5, 0.5, 0.75];
  expect(changed(adjustContrast(0), gray, [2, 2, 1])).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(changed(adjustContrast(0.5), gray, [2, 2, 1])).toEqual([0.375, 0.5, 0.5, 0.625]);
  expect(changed(adjustContrast(2), gray, [2, 2, 1])).toEqual([0, 0.5, 0.5, 1]);
  expect(changed(adjustContrast(4), gray, [2, 2, 1])).toEqual([0, 0.5, 0.5, 1]);
});

it('weighs the mean of colours as their gray version', () => {
  const redAndBlue = [1, 0, 0, 0, 0, 1];
  const mean = (0.2989 + 0.114) / 2;
  const result = changed(adjustContrast(0), redAndBlue, [1, 2, 3]);
  expect(distance(result, Array(6).fill(mean))).toBeLessThanOrEqual(ROUNDING);
});

it('gives what torchvision gives', () => {
  // A mean of 30 grays of 5 roundings each.
  for (const { argument, output } of golden.contrast) {
    expectGolden(adjustContrast(argument), output, roundingsOfBlend(argument, 35));
  }
});
