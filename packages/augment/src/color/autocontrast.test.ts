import { expect, it } from 'vitest';
import { changed } from '../test-images.ts';
import { autocontrast } from './autocontrast.ts';
import { expectGolden, golden } from './test-golden.ts';

it('stretches each channel from 0 to 1', () => {
  const image = [0.25, 0.5, 0, 0.5, 0.75, 0.5, 0.375, 0.5625, 1];
  expect(changed(autocontrast(), image, [1, 3, 3])).toEqual([0, 0, 0, 1, 1, 0.5, 0.5, 0.25, 1]);
});

it('leaves a channel as it is that has one value only', () => {
  const image = [0.5, 0, 1, 0.5, 0.25, 1];
  expect(changed(autocontrast(), image, [2, 1, 3])).toEqual([0.5, 0, 1, 0.5, 1, 1]);
  expect(changed(autocontrast(), [0.25], [1, 1, 1])).toEqual([0.25]);
});

it('gives what torchvision gives', () => {
  expectGolden(autocontrast(), golden.autocontrast, 4);
});
