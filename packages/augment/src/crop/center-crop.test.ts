import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { expectMade, golden } from '../geometry/test-golden.ts';
import { changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { centerCrop } from './center-crop.ts';
import { pad } from './pad.ts';

describe('centerCrop', () => {
  itKeepsTheLaws(centerCrop([3, 4]), ([, , channels]) => [3, 4, channels]);

  it('gives what torchvision gives, padded where images are smaller', () => {
    for (const { size, ...made } of golden.centerCrop) expectMade(centerCrop(size as [number, number]), made);
  });

  it('undoes a padding', () => {
    const image = [1, 2, 3, 4, 5, 6];
    const padded = changed(pad(3, { fill: 9 }), image, [2, 3, 1]);
    expect(changed(centerCrop([2, 3]), padded, [8, 9, 1])).toEqual(image);
  });

  it('rounds halves to even', () => {
    const line = (length: number) =>
      changed(
        centerCrop([1, 2]),
        Array.from({ length }, (_, i) => i),
        [1, length, 1],
      );
    expect(line(3)).toEqual([0, 1]);
    expect(line(5)).toEqual([2, 3]);
    expect(line(7)).toEqual([2, 3]);
  });

  it('names bad sizes', () => {
    for (const size of [0, -1, 1.5, [3, 0] as const])
      expect(() => centerCrop(size)).toThrow(InvalidOptionError);
  });
});
