import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { perspective, randomPerspective } from './perspective.ts';
import { between, isConvex, type Quad } from './quad.ts';
import { expectMade, golden } from './test-golden.ts';

const SQUARE: Quad = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
];

/** Corners in the corners of a square of 10: each such quadrilateral is convex. */
const near = (x: number, y: number) =>
  fc.tuple(fc.double({ min: x, max: x + 3, noNaN: true }), fc.double({ min: y, max: y + 3, noNaN: true }));
const quad = fc.tuple(near(0, 0), near(7, 0), near(7, 7), near(0, 7));

describe('between', () => {
  it('takes corners to corners and straight lines to straight lines', () => {
    fc.assert(
      fc.property(quad, quad, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, share) => {
        expect(isConvex(from) && isConvex(to)).toBe(true);
        const [a, b, c, d, e, f, g, h, i] = between(from, to);
        const seen = ([x, y]: readonly [number, number]) => {
          const w = g * x + h * y + i;
          return [(a * x + b * y + c) / w, (d * x + e * y + f) / w] as const;
        };
        from.forEach((corner, k) => {
          // Numbers up to 10^5 in the products, determinants not below 1: 10^5 2^-53 a few times.
          expect(Math.abs(seen(corner)[0] - to[k]![0])).toBeLessThan(1e-9);
          expect(Math.abs(seen(corner)[1] - to[k]![1])).toBeLessThan(1e-9);
        });
        const top = seen([
          from[0][0] + share * (from[1][0] - from[0][0]),
          from[0][1] + share * (from[1][1] - from[0][1]),
        ]);
        const area =
          (to[1][0] - to[0][0]) * (top[1] - to[0][1]) - (to[1][1] - to[0][1]) * (top[0] - to[0][0]);
        expect(Math.abs(area)).toBeLessThan(1e-8);
      }),
    );
  });
});

it('knows what is convex', () => {
  expect(isConvex(SQUARE)).toBe(true);
  const [topLeft, topRight, bottomRight, bottomLeft] = SQUARE;
  expect(isConvex([topRight, topLeft, bottomLeft, bottomRight])).toBe(true);
  expect(isConvex([topLeft, topRight, bottomLeft, bottomRight])).toBe(false);
  expect(isConvex([topLeft, topRight, [0.5, 0.5], bottomLeft])).toBe(false);
  expect(isConvex([topLeft, topRight, [1, 1], bottomLeft])).toBe(false);
  expect(isConvex([topLeft, topLeft, bottomRight, bottomLeft])).toBe(false);
});

describe('perspective', () => {
  const moved: Quad = [
    [0.5, 0],
    [2, 0.5],
    [1.5, 2],
    [0, 1.5],
  ];
  itKeepsTheLaws(perspective(SQUARE, moved));

  it('gives what torchvision gives', () => {
    for (const { start, end, interpolation, ...made } of golden.perspective) {
      const corners = [start, end] as unknown as [Quad, Quad];
      expectMade(perspective(...corners, { interpolation: interpolation as 'nearest' }), made);
    }
  });

  it('of a mirrored square mirrors', () => {
    const mirrored: Quad = [SQUARE[1], SQUARE[0], SQUARE[3], SQUARE[2]];
    expect(
      changed(perspective(SQUARE, mirrored, { interpolation: 'nearest' }), [1, 2, 3, 4], [2, 2, 1]),
    ).toEqual([2, 1, 4, 3]);
  });

  it('names bad options', () => {
    const crossed: Quad = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]];
    expect(() => perspective(SQUARE, crossed)).toThrow('endpoints [[0,0], [2,2], [2,0], [0,2]]');
    expect(() => perspective(crossed, SQUARE)).toThrow(InvalidOptionError);
    expect(() => perspective(SQUARE, [[0, Number.NaN], ...SQUARE.slice(1)] as unknown as Quad)).toThrow(
      InvalidOptionError,
    );
    expect(() => perspective(SQUARE, SQUARE, { interpolation: 'cubic' as 'nearest' })).toThrow(
      InvalidOptionError,
    );
  });
});

describe('randomPerspective', () => {
  itKeepsTheLaws(randomPerspective({ p: 1 }));
  itKeepsTheLaws(randomPerspective({ p: 1, distortionScale: 1, fill: 1 }));

  it('changes the share p of images', () => {
    const image = Array.from({ length: 400 }, (_, i) => i / 400);
    const batch = batchOf(new Array(400).fill(image), [20, 20, 1]);
    const changes = (p: number) => {
      const { images } = randomPerspective({ p })(batch, 2);
      return Array.from({ length: 400 }, (_, k) => images.subarray(k * 400, k * 400 + 400)).filter(
        (one) => !one.every((value, i) => value === Math.fround(image[i] as number)),
      ).length;
    };
    expect(changes(0)).toBe(0);
    // Four standard deviations of 10 images; one in 6^8 draws moves no corner.
    expect(Math.abs(changes(0.5) - 200)).toBeLessThan(40);
    expect(changes(1)).toBe(400);
  });

  it.each([
    [3, 40],
    [40, 3],
  ])('moves corners by up to half the scale of each side (%i x %i)', (height, width) => {
    const count = 100;
    const plain = new Array(height * width).fill(1);
    const seen = randomPerspective({ p: 1, interpolation: 'nearest' })(
      batchOf(new Array(count).fill(plain), [height, width, 1]),
      4,
    ).images;
    // The short side has no whole pixel to move by. What is lost at the ends of the middle line, which is between two corners each:
    const lines = Array.from({ length: count }, (_, k) =>
      Array.from({ length: 40 }, (_, i) => seen[k * 120 + (width > height ? 40 + i : 3 * i + 1)]),
    );
    for (const lost of [
      lines.map((line) => line.indexOf(1)),
      lines.map((line) => 39 - line.lastIndexOf(1)),
    ]) {
      expect(Math.min(...lost)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...lost)).toBeLessThanOrEqual(2);
      expect(Math.max(...lost)).toBeGreaterThanOrEqual(8);
      // At most 10 pixels, rounded, and the corners are the last pixels' top left ones.
      expect(Math.max(...lost)).toBeLessThanOrEqual(12);
    }
  });

  it('of scale 0 moves nothing', () => {
    const image = Float32Array.from({ length: 30 }, (_, i) => i / 30);
    const still = changed(randomPerspective({ p: 1, distortionScale: 0 }), image, [5, 6, 1]);
    // The projection is the identity but for a few 2^-53, and results are rounded to float32.
    still.forEach((value, i) => {
      expect(Math.abs(value - (image[i] as number))).toBeLessThan(2 ** -24);
    });
  });

  it('leaves images alone that have no corners to move', () => {
    expect(changed(randomPerspective({ p: 1 }), [0.5, 0.25], [2, 1, 1])).toEqual([0.5, 0.25]);
  });

  it('names bad options', () => {
    expect(() => randomPerspective({ p: 2 })).toThrow(InvalidOptionError);
    expect(() => randomPerspective({ distortionScale: -0.1 })).toThrow('distortionScale');
  });
});
