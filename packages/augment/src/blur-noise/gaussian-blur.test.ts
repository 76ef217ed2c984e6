import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/color.json' with { type: 'json' };
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed, distance } from '../test-images.ts';
import { itKeepsTheLaws, twoImages } from '../test-laws.ts';
import { gaussianBlur } from './gaussian-blur.ts';

/** The largest error of a rounded number in [0, 1]. */
const ROUNDING = 2 ** -24;

describe('gaussianBlur', () => {
  itKeepsTheLaws(gaussianBlur(3));
  itKeepsTheLaws(gaussianBlur(3, { sigma: 1e-200 }));
});

const impulse = (side: number) => {
  const image = new Array<number>(side * side).fill(0);
  image[(side * side - 1) / 2] = 1;
  return image;
};

it('spreads an impulse to the product of two Gaussians', () => {
  for (const [size, sigma] of [
    [3, 0.5],
    [5, 1],
    [7, 2.5],
  ] as const) {
    const half = (size - 1) / 2;
    const weights = Array.from({ length: size }, (_, i) => Math.exp(-((i - half) ** 2) / (2 * sigma ** 2)));
    const sum = weights.reduce((a, b) => a + b);
    // So far from the border that nothing comes back.
    const side = 2 * size - 1;
    const at = (place: number) => (weights[place - half] ?? 0) / sum;
    const expected = impulse(side).map((_, i) => at(Math.floor(i / side)) * at(i % side));
    const result = changed(gaussianBlur(size, { sigma }), impulse(side), [side, side, 1]);
    expect(distance(result, expected)).toBeLessThanOrEqual(ROUNDING);
  }
});

it('keeps the sum of what stays inside', () => {
  const result = changed(gaussianBlur(5, { sigma: 1.5 }), impulse(9), [9, 9, 1]);
  const sum = result.reduce((a, b) => a + b, 0);
  // 25 values that are not 0, each rounded once.
  expect(Math.abs(sum - 1)).toBeLessThanOrEqual(25 * ROUNDING);
});

it('reflects at the border without repeating it', () => {
  // One row of weights a b a, and columns that are constant: beside 0 stands 1, beside 2 stands 1.
  const b = 1 / (1 + 2 * Math.exp(-0.5));
  const a = (1 - b) / 2;
  const row = [0.25, 0.5, 1];
  const expected = [b * 0.25 + 2 * a * 0.5, a * 0.25 + b * 0.5 + a, b + 2 * a * 0.5];
  const result = changed(gaussianBlur(3, { sigma: 1 }), [...row, ...row], [2, 3, 1]);
  expect(distance(result, [...expected, ...expected])).toBeLessThanOrEqual(ROUNDING);
  const turned = changed(
    gaussianBlur(3, { sigma: 1 }),
    row.flatMap((x) => [x, x]),
    [3, 2, 1],
  );
  expect(
    distance(
      turned,
      expected.flatMap((x) => [x, x]),
    ),
  ).toBeLessThanOrEqual(ROUNDING);
});

it('leaves constants as they are, and everything where sigma is next to nothing or the kernel is one pixel', () => {
  fc.assert(
    fc.property(
      fc.float({ min: -10, max: 10, noNaN: true }),
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      (x, sigma) => {
        const result = changed(gaussianBlur(5, { sigma }), new Array(12).fill(x), [3, 4, 1]);
        expect(distance(result, new Array(12).fill(x))).toBeLessThanOrEqual(10 * ROUNDING);
      },
    ),
  );
  fc.assert(
    fc.property(twoImages, ({ shape, one }) => {
      const image = one.map(Math.fround);
      expect(changed(gaussianBlur(1), image, shape)).toEqual(image);
      expect(changed(gaussianBlur(3, { sigma: 1e-3 }), image, shape)).toEqual(image);
    }),
  );
});

it('gives what torchvision gives', () => {
  for (const { argument, output } of fixture.blur) {
    const [size, sigma] = argument as [number, number];
    const result = changed(gaussianBlur(size, { sigma }), fixture.rgb, [5, 6, 3]);
    // Torchvision sums size^2 products of rounded weights, which are some ten operations each.
    expect(distance(result, output)).toBeLessThanOrEqual((size ** 2 + 20) * ROUNDING);
  }
});

it('draws sigma from its range, for each image', () => {
  const count = 2000;
  const centres = (options?: { sigma: readonly [number, number] }) => {
    const { images } = gaussianBlur(3, options)(batchOf(Array(count).fill(impulse(3)), [3, 3, 1]), 4);
    return Array.from({ length: count }, (_, i) => images[9 * i + 4]!);
  };
  // The centre is 1 / (1 + 2 e^(-1 / 2 sigma^2))^2.
  const sigmas = (values: readonly number[]) =>
    values.map((centre) => Math.sqrt(-1 / (2 * Math.log((1 / Math.sqrt(centre) - 1) / 2))));
  for (const [min, max, drawn] of [
    [0.5, 2, sigmas(centres({ sigma: [0.5, 2] }))],
    [0.5, 2, sigmas(centres()).filter((sigma) => sigma > 0.5)],
  ] as const) {
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(min - 1e-4);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(max + 1e-4);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(Math.abs(mean - (min + max) / 2)).toBeLessThan((4 * (max - min)) / Math.sqrt(12 * drawn.length));
  }
  // A fifth of the default range, [0.1, 2], and a bit: the rest of it.
  const below = centres().filter((centre) => centre > 1 / (1 + 2 * Math.exp(-2)) ** 2).length / count;
  expect(Math.abs(below - 0.4 / 1.9)).toBeLessThan(4 * Math.sqrt((0.4 * 1.5) / 1.9 ** 2 / count));
});

it('refuses kernels and sigmas that are none, and images that the kernel does not fit into', () => {
  for (const size of [0, 2, -3, 3.5, Number.NaN]) {
    expect(() => gaussianBlur(size)).toThrow(InvalidOptionError);
    expect(() => gaussianBlur(size)).toThrow(`gaussianBlur: kernelSize is ${size}`);
  }
  for (const sigma of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, [2, 1], [0, 1]] as (
    | number
    | [number, number]
  )[]) {
    expect(() => gaussianBlur(3, { sigma })).toThrow(InvalidOptionError);
    expect(() => gaussianBlur(3, { sigma })).toThrow('gaussianBlur: sigma is');
  }
  expect(changed(gaussianBlur(5), new Array(9).fill(0.5), [3, 3, 1])).toHaveLength(9);
  const tooLow = () => changed(gaussianBlur(5), new Array(8).fill(0.5), [2, 4, 1]);
  expect(tooLow).toThrow(InvalidBatchError);
  expect(tooLow).toThrow('gaussianBlur: a kernel of 5 pixels needs images of at least 3 x 3');
});
