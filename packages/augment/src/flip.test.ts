import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from './errors.ts';
import { horizontalFlip, randomHorizontalFlip, randomVerticalFlip, verticalFlip } from './flip.ts';
import { batchOf, changed } from './test-images.ts';
import { itKeepsTheLaws, twoImages } from './test-laws.ts';

const FLIPS = [
  { flip: horizontalFlip, random: randomHorizontalFlip, flipped: [3, 4, 1, 2, 7, 8, 5, 6, 11, 12, 9, 10] },
  { flip: verticalFlip, random: randomVerticalFlip, flipped: [9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4] },
];

describe.each(FLIPS)('$flip.name', ({ flip, random, flipped }) => {
  itKeepsTheLaws(flip());
  itKeepsTheLaws(random());

  it('mirrors pixels, not channels', () => {
    expect(changed(flip(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [3, 2, 2])).toEqual(flipped);
  });

  it('undoes itself', () => {
    fc.assert(
      fc.property(twoImages, ({ shape, one, other, seed }) => {
        const batch = batchOf([one, other], shape);
        expect(flip()(flip()(batch, seed), seed)).toEqual(batch);
      }),
    );
  });

  it('is done to the share p of images', () => {
    const count = 1000;
    const batch = batchOf(new Array(count).fill([1, 2, 3, 4]), [2, 2, 1]);
    const share = (p?: number) => {
      const { images } = random(p === undefined ? {} : { p })(batch, 9);
      return (
        Array.from({ length: count }, (_, i) => images[4 * i]).filter((first) => first !== 1).length / count
      );
    };
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
    // Four standard deviations.
    expect(Math.abs(share() - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / count));
    expect(Math.abs(share(0.2) - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / count));
  });

  it('names a p that is none', () => {
    expect(() => random({ p: 1.01 })).toThrow(InvalidOptionError);
    expect(() => random({ p: Number.NaN })).toThrow('NaN');
  });
});
