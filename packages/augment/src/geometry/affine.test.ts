import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { affine, randomAffine } from './affine.ts';
import { expectMade, golden } from './test-golden.ts';

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('affine', () => {
  itKeepsTheLaws(
    affine({ angle: 20, translate: [1, -0.5], scale: 1.2, shear: [10, -5], interpolation: 'bilinear' }),
  );

  it('gives what torchvision gives', () => {
    for (const { interpolation, center, translate, shear, angle, scale, ...made } of golden.affine) {
      const options = {
        ...{ angle, scale, interpolation: interpolation as 'nearest' },
        ...{ translate: translate as [number, number], shear: shear as [number, number] },
        ...(center === null ? {} : { center: center as [number, number] }),
      };
      expectMade(affine(options), made);
    }
  });

  it('moves by whole pixels exactly, to the right and down', () => {
    for (const interpolation of ['nearest', 'bilinear'] as const) {
      expect(changed(affine({ translate: [1, 0], interpolation }), NINE, [3, 3, 1])).toEqual([
        0, 1, 2, 0, 4, 5, 0, 7, 8,
      ]);
      expect(changed(affine({ translate: [0, 1], interpolation }), NINE, [3, 3, 1])).toEqual([
        0, 0, 0, 1, 2, 3, 4, 5, 6,
      ]);
      expect(changed(affine({ translate: [-1, -2], interpolation, fill: 0.5 }), NINE, [3, 3, 1])).toEqual([
        8, 9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5,
      ]);
    }
  });

  it('turns clockwise, unlike rotate', () => {
    expect(changed(affine({ angle: 90 }), NINE, [3, 3, 1])).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('scales about the center', () => {
    expect(changed(affine({ scale: 2, center: [0, 0] }), [1, 2, 3, 4], [2, 2, 1])).toEqual([1, 1, 1, 1]);
    expect(changed(affine({ scale: 0.5, center: [0, 0.5] }), [1, 2, 3, 4, 5, 6], [1, 6, 1])).toEqual([
      // Centres 0.5, 1.5, 2.5 come from 1, 3, 5: between pixels 0 and 1, 2 and 3, 4 and 5; the even ones.
      ...[1, 3, 5, 0, 0, 0],
    ]);
  });

  it('shears along x by the tangent, a number being the one along x', () => {
    const atan2 = (Math.atan(1) * 180) / Math.PI;
    // A row one pixel below the center moves one pixel to the right... of what is one above, by -1 for each step of y.
    const sheared = changed(affine({ shear: atan2, center: [0, 0.5] }), [1, 2, 3, 1, 2, 3], [2, 3, 1]);
    expect(sheared).toEqual([1, 2, 3, 2, 3, 0]);
    expect(changed(affine({ shear: [atan2, 0], center: [0, 0.5] }), [1, 2, 3, 1, 2, 3], [2, 3, 1])).toEqual(
      sheared,
    );
    expect(changed(affine({ shear: [0, atan2], center: [0.5, 0] }), [1, 1, 2, 2, 3, 3], [3, 2, 1])).toEqual([
      1, 2, 2, 3, 3, 0,
    ]);
  });

  it('without options changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: 0, max: 1 }), { minLength: 12, maxLength: 12 }),
        (image) => {
          for (const interpolation of ['nearest', 'bilinear'] as const)
            expect(changed(affine({ interpolation }), image, [2, 3, 2])).toEqual(
              Array.from(Float32Array.from(image)),
            );
        },
      ),
    );
  });

  it('names bad options', () => {
    for (const options of [
      { angle: Number.NaN },
      { translate: [0, Infinity] as const },
      { scale: 0 },
      { scale: -1 },
      { shear: 90 },
      { shear: [0, -95] as const },
      { interpolation: 'cubic' as 'nearest' },
    ]) {
      expect(() => affine(options)).toThrow(InvalidOptionError);
    }
  });
});

describe('randomAffine', () => {
  itKeepsTheLaws(
    randomAffine({
      degrees: 30,
      translate: [0.2, 0.3],
      scale: [0.8, 1.2],
      shear: 10,
      interpolation: 'bilinear',
    }),
  );

  it('with ranges of one number each is affine', () => {
    const batch = batchOf([NINE.map((value) => value / 9)], [3, 3, 1]);
    const random = randomAffine({ degrees: [30, 30], scale: [0.9, 0.9], shear: [5, 5, -7, -7] });
    const fixed = affine({ angle: 30, scale: 0.9, shear: [5, -7] });
    expect(random(batch, 3).images).toEqual(fixed(batch, 3).images);
  });

  it('moves by whole pixels, all in the range, equally often', () => {
    const [height, width, count] = [5, 7, 3000];
    const image = new Array(height * width).fill(0);
    image[17] = 1;
    const { images } = randomAffine({ degrees: 0, translate: [2 / width, 1 / height] })(
      batchOf(new Array(count).fill(image), [height, width, 1]),
      1,
    );
    const found = new Map<string, number>();
    for (let k = 0; k < count; k++) {
      const at = images.subarray(k * height * width, (k + 1) * height * width).indexOf(1);
      const move = `${(at % width) - 3},${Math.floor(at / width) - 2}`;
      found.set(move, (found.get(move) ?? 0) + 1);
    }
    expect(found.size).toBe(5 * 3);
    // Rounding halves the ends' share: 1/8, 1/4, 1/4, 1/4, 1/8 along x and 1/4, 1/2, 1/4 along y.
    const share = (move: number, most: number) => (Math.abs(move) === most ? 0.5 : 1) / (2 * most);
    for (const [move, times] of found) {
      const [x = 0, y = 0] = move.split(',').map(Number);
      const expected = count * share(x, 2) * share(y, 1);
      expect(Math.abs(times - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    }
  });

  it('names bad options', () => {
    for (const options of [
      { degrees: -1 },
      { degrees: 0, translate: [1.5, 0] as const },
      { degrees: 0, scale: [0, 1] as const },
      { degrees: 0, scale: [2, 1] as const },
      { degrees: 0, shear: 90 },
      { degrees: 0, shear: [0, 1, 3, 2] as const },
    ]) {
      expect(() => randomAffine(options)).toThrow(InvalidOptionError);
    }
  });
});
