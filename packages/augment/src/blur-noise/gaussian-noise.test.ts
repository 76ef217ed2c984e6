import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed, changedPixel } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { gaussianNoise } from './gaussian-noise.ts';

describe('gaussianNoise', () => {
  itKeepsTheLaws(gaussianNoise());
  itKeepsTheLaws(gaussianNoise({ mean: 0.3, sigma: 2 }));
});

const SHAPE = [80, 80, 3] as const;
const COUNT = 80 * 80 * 3;
const noiseOn = (value: number, options: Parameters<typeof gaussianNoise>[0]) =>
  changed(gaussianNoise(options), new Array(COUNT).fill(value), SHAPE, 9).map((x) => x - value);

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

it('has the moments of a normal distribution', () => {
  for (const [mean, sigma] of [
    [0, 0.1],
    [0.5, 2],
    [-3, 0.25],
  ] as const) {
    const scores = noiseOn(0.5, { mean, sigma, clip: false }).map((x) => (x - mean) / sigma);
    // Standard errors of the mean of z, z^2, z^3 and z^4 are the roots of 1, 2, 15 and 96 over N.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const moment = meanOf(scores.map((z) => z ** power));
      expect(Math.abs(moment - expected)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
    }
  }
});

it('is 0.1 wide and cut at 0 and 1 by default', () => {
  const variance = meanOf(noiseOn(0.5, {}).map((x) => x ** 2));
  expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
  const cut = noiseOn(0, {});
  expect(Math.min(...cut)).toBe(0);
  expect(Math.abs(cut.filter((x) => x === 0).length / COUNT - 0.5)).toBeLessThan(2 / Math.sqrt(COUNT));
});

it('differs from value to value, and adds the mean alone without a deviation', () => {
  const noise = noiseOn(0.5, {});
  expect(new Set(noise).size).toBeGreaterThan(0.99 * COUNT);
  expect(changedPixel(gaussianNoise({ mean: 0.25, sigma: 0 }), [0.25, 0.5, 1])).toEqual([0.5, 0.75, 1]);
  expect(changedPixel(gaussianNoise({ mean: 1, sigma: 0, clip: false }), [-2, 0.5])).toEqual([-1, 1.5]);
});

it('has no correlation between neighbours', () => {
  const noise = noiseOn(0.5, {}).map((x) => x / 0.1);
  for (const step of [1, 3, 240]) {
    const products = noise.slice(step).map((x, i) => x * noise[i]!);
    expect(Math.abs(meanOf(products))).toBeLessThan(4 / Math.sqrt(products.length));
  }
});

it('refuses numbers that are none, and to cut images that are not in [0, 1]', () => {
  for (const mean of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => gaussianNoise({ mean })).toThrow(InvalidOptionError);
    expect(() => gaussianNoise({ mean })).toThrow(`gaussianNoise: mean is ${mean}`);
  }
  for (const sigma of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => gaussianNoise({ sigma })).toThrow(InvalidOptionError);
    expect(() => gaussianNoise({ sigma })).toThrow(`gaussianNoise: sigma is ${sigma}`);
  }
  expect(() => gaussianNoise()(batchOf([[-2]], [1, 1, 1]), 1)).toThrow(InvalidBatchError);
  expect(() => gaussianNoise()(batchOf([[-2]], [1, 1, 1]), 1)).toThrow(
    'gaussianNoise: an image holds the value -2',
  );
});
