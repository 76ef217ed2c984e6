import { expect, it } from 'vitest';
import { changedPixel } from '../test-images.ts';
import { adjustBrightness } from './brightness.ts';
import { expectGolden, golden } from './test-golden.ts';

it('multiplies and cuts at 1', () => {
  expect(changedPixel(adjustBrightness(0), [0.25, 0.5, 1])).toEqual([0, 0, 0]);
  expect(changedPixel(adjustBrightness(0.5), [0.25, 0.5, 1])).toEqual([0.125, 0.25, 0.5]);
  expect(changedPixel(adjustBrightness(1.5), [0.25, 0.5, 0.75])).toEqual([0.375, 0.75, 1]);
  expect(changedPixel(adjustBrightness(1e300), [0, 0.5, 1])).toEqual([0, 1, 1]);
  expect(changedPixel(adjustBrightness(3), [0.25])).toEqual([0.75]);
});

it('gives what torchvision gives', () => {
  for (const { argument, output } of golden.brightness)
    expectGolden(adjustBrightness(argument), output, argument + 1);
});
