import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { expectMade, golden, ROUNDED_ONCE } from '../geometry/test-golden.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { resize } from './resize.ts';

const WAYS = [
  { interpolation: 'nearest', antialias: false },
  { interpolation: 'bilinear', antialias: false },
  { interpolation: 'bilinear', antialias: true },
] as const;

describe.each(WAYS)('resize with $interpolation, antialias $antialias', (options) => {
  itKeepsTheLaws(resize([3, 9], options), ([, , channels]) => [3, 9, channels]);

  it('leaves images of one colour and of the same size alone, to the bit', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const colour = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, side, side, colour, (height, width, toHeight, toWidth, value) => {
        const plain = new Float32Array(height * width).fill(value);
        const resized = changed(resize([toHeight, toWidth], options), plain, [height, width, 1]);
        expect(resized.every((one) => one === value)).toBe(true);
        const ramp = Array.from(plain, (_, i) => Math.fround(value / (i + 1)));
        expect(changed(resize([height, width], options), ramp, [height, width, 1])).toEqual(ramp);
      }),
    );
  });
});

describe('resize', () => {
  it('gives what torchvision gives', () => {
    for (const { size, interpolation, antialias, ...made } of golden.resize)
      expectMade(resize(size as number, { interpolation: interpolation as 'nearest', antialias }), made);
  });

  it('gives what PIL gives, antialiased by default', () => {
    // PIL rounds to float32 after each direction: one rounding more.
    for (const { size, ...made } of golden.resizeByPil)
      expectMade(resize(size as [number, number]), made, 2 * ROUNDED_ONCE + 2 ** -25);
  });

  it('by hand', () => {
    const line = (to: number, antialias: boolean) =>
      changed(resize([1, to], { antialias }), [0, 4, 8, 16], [1, 4, 1]);
    expect(line(2, false)).toEqual([2, 12]);
    // Triangles of radius 2 about 1 and 3 weigh 3, 3, 1 sevenths: the ends of the line are cut off.
    expect(line(2, true)).toEqual([
      Math.fround((3 * 0 + 3 * 4 + 8) / 7),
      Math.fround((4 + 3 * 8 + 3 * 16) / 7),
    ]);
    for (const antialias of [false, true]) expect(line(8, antialias)).toEqual([0, 1, 3, 5, 7, 10, 14, 16]);
    expect(changed(resize([1, 2], { interpolation: 'nearest' }), [0, 4, 8, 16], [1, 4, 1])).toEqual([0, 8]);
  });

  it('with one number makes the shorter side that long and keeps the shape', () => {
    const shapeOf = (height: number, width: number) =>
      resize(4)(batchOf([new Float32Array(height * width)], [height, width, 1]), 1).shape;
    expect(shapeOf(2, 3)).toEqual([1, 4, 6, 1]);
    expect(shapeOf(7, 5)).toEqual([1, 5, 4, 1]);
    expect(shapeOf(9, 9)).toEqual([1, 4, 4, 1]);
  });

  it('reproduces a plane away from the border', () => {
    const slope = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        slope,
        slope,
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 3, max: 12 }),
        (across, down, height, width) => {
          const [fromHeight, fromWidth] = [12, 12];
          const plane = (x: number, y: number) => across * x + down * y;
          const image = Array.from({ length: 144 }, (_, i) =>
            plane((i % 12) + 0.5, Math.floor(i / 12) + 0.5),
          );
          const resized = changed(resize([height, width], { antialias: false }), image, [12, 12, 1]);
          resized.forEach((value, i) => {
            const x = (((i % width) + 0.5) * fromWidth) / width;
            const y = ((Math.floor(i / width) + 0.5) * fromHeight) / height;
            // Values of at most 24 are rounded to float32 as pixels and as the result.
            if (Math.min(x, 12 - x, y, 12 - y) >= 0.5)
              expect(Math.abs(value - plane(x, y))).toBeLessThan(2 ** -18);
          });
        },
      ),
    );
  });

  it('names bad options', () => {
    for (const size of [0, 1.5, Number.NaN, [2, -1] as const])
      expect(() => resize(size)).toThrow(InvalidOptionError);
    expect(() => resize(2, { interpolation: 'cubic' as 'nearest' })).toThrow('nearest, bilinear');
  });
});
