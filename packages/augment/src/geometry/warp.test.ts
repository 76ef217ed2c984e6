import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseAffine } from './affine-matrix.ts';
import { type Projection, warp } from './warp.ts';

const HEIGHT = 7;
const WIDTH = 9;

const warped = (
  from: ArrayLike<number>,
  projection: Projection,
  interpolation: 'nearest' | 'bilinear',
  fill = [0],
) => {
  const to = new Float32Array(HEIGHT * WIDTH);
  const shape = [HEIGHT, WIDTH, 1] as const;
  warp(Float32Array.from(from), to, shape, shape, projection, interpolation, fill);
  return to;
};

const parts = fc.record({
  angle: fc.double({ min: -180, max: 180, noNaN: true }),
  translate: fc.tuple(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
  ),
  scale: fc.double({ min: 0.5, max: 2, noNaN: true }),
});

it('reproduces a plane where all four neighbours are in the image', () => {
  const slope = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(parts, slope, slope, slope, (given, height, alongX, alongY) => {
      const plane = (x: number, y: number) => height + alongX * x + alongY * y;
      const image = Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) =>
        plane((i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5),
      );
      const [a, b, c, d, e, f] = inverseAffine(given, [WIDTH / 2, HEIGHT / 2]);
      const result = warped(image, inverseAffine(given, [WIDTH / 2, HEIGHT / 2]), 'bilinear', [Number.NaN]);
      result.forEach((value, i) => {
        const [px, py] = [(i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5];
        const [x, y] = [a * px + b * py + c, d * px + e * py + f];
        // At the outermost centres a neighbour outside may still have a weight of 0 or 2^-50.
        const inside = Math.min(x, WIDTH - x, y, HEIGHT - y) > 0.5 + 1e-9;
        if (!inside) return;
        // Values of at most 1 + 9 + 7 = 17 are rounded to float32 as pixels and as the result: 2^-19 at most together.
        expect(Math.abs(value - plane(x, y))).toBeLessThan(2 ** -19);
      });
      expect(result.some((value) => !Number.isNaN(value))).toBe(true);
    }),
  );
});

it('leaves an image of one colour alone, to the bit, also at its border', () => {
  fc.assert(
    fc.property(
      parts,
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('nearest' as const, 'bilinear' as const),
      (given, colour, interpolation) => {
        const image = new Float32Array(HEIGHT * WIDTH).fill(colour);
        const projection = inverseAffine(given, [WIDTH / 2, HEIGHT / 2]);
        expect(warped(image, projection, interpolation, [colour])).toEqual(image);
      },
    ),
  );
});

describe('points between pixels', () => {
  const row = Array.from({ length: HEIGHT * WIDTH }, (_, i) => i % WIDTH);

  it('are their weighted means, and the fill counts as a pixel', () => {
    const quarter: Projection = [1, 0, 0.25, 0, 1, 0, 0, 0, 1];
    const result = warped(row, quarter, 'bilinear', [100]);
    expect(Array.from(result.subarray(0, WIDTH))).toEqual([
      ...Array.from({ length: WIDTH - 1 }, (_, x) => x + 0.25),
      0.75 * (WIDTH - 1) + 25,
    ]);
  });

  it('are the closest pixel, the even one of two', () => {
    const half: Projection = [1, 0, 0.5, 0, 1, 0, 0, 0, 1];
    expect(Array.from(warped(row, half, 'nearest', [100]).subarray(0, WIDTH))).toEqual([
      0, 2, 2, 4, 4, 6, 6, 8, 8,
    ]);
  });

  it('are the fill at infinity and where a projection is not defined', () => {
    const nowhere: Projection = [0, 0, 1, 0, 0, 1, 0, 0, 0];
    const undefinedPoints: Projection = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (const interpolation of ['nearest', 'bilinear'] as const) {
      expect(warped(row, nowhere, interpolation, [7]).every((value) => value === 7)).toBe(true);
      expect(warped(row, undefinedPoints, interpolation, [7]).every((value) => value === 7)).toBe(true);
    }
  });
});
