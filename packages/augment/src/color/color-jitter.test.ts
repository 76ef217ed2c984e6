import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changedPixel } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { adjustBrightness } from './brightness.ts';
import { type ColorJitterOptions, colorJitter } from './color-jitter.ts';
import { adjustContrast } from './contrast.ts';
import { adjustHue } from './hue.ts';
import { adjustSaturation } from './saturation.ts';

itKeepsTheLaws(colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }));
itKeepsTheLaws(colorJitter({ brightness: 3, contrast: [0, 2], saturation: [2, 3], hue: [-0.5, 0.5] }));

const COUNT = 4000;

/** One-pixel gray images of value 0.5. */
const grays = batchOf(Array(COUNT).fill([0.5]), [1, 1, 1]);

/** The values are uniform in [min, max]: extremes near the ends, and mean and variance within four standard errors. */
function expectUniform(values: readonly number[], min: number, max: number): void {
  const width = max - min;
  expect(Math.min(...values)).toBeGreaterThanOrEqual(min - 1e-6);
  expect(Math.max(...values)).toBeLessThanOrEqual(max + 1e-6);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean - (min + max) / 2)).toBeLessThan((4 * width) / Math.sqrt(12 * values.length));
  // The fourth central moment of a uniform distribution is width^4 / 80, so the variance's variance is (1/80 - 1/144) width^4 / N.
  const deviation = width ** 2 * Math.sqrt((1 / 80 - 1 / 144) / values.length);
  expect(Math.abs(variance - width ** 2 / 12)).toBeLessThan(4 * deviation);
}

describe('factors', () => {
  const factorsOf = (options: ColorJitterOptions) =>
    Array.from(colorJitter(options)(grays, 5).images, (x) => x / 0.5);

  it('are uniform around 1 and not below 0', () => {
    expectUniform(factorsOf({ brightness: 0.4 }), 0.6, 1.4);
    expectUniform(factorsOf({ brightness: [0.2, 0.5] }), 0.2, 0.5);
    // Around 1 by more than 1: [0, 3], of which images show up to 2.
    const wide = factorsOf({ brightness: 2 });
    expectUniform(
      wide.filter((factor) => factor < 2),
      0,
      2,
    );
    expect(Math.abs(wide.filter((factor) => factor === 2).length / COUNT - 1 / 3)).toBeLessThan(0.03);
  });

  it('of hue are uniform around 0', () => {
    const reds = batchOf(Array(COUNT).fill([1, 0, 0]), [1, 1, 3]);
    const { images } = colorJitter({ hue: 1 / 6 })(reds, 5);
    // From magenta to yellow: blue or green says how far.
    const shifts = Array.from({ length: COUNT }, (_, i) => (images[3 * i + 1]! - images[3 * i + 2]!) / 6);
    expectUniform(shifts, -1 / 6, 1 / 6);
  });

  it('change nothing without options, or in a range of one neutral factor', () => {
    const pixel = [0.25, 0.5, 0.625];
    expect(changedPixel(colorJitter(), pixel)).toEqual(pixel);
    const neutral = colorJitter({ brightness: [1, 1], contrast: 0, saturation: [1, 1], hue: [0, 0] });
    expect(changedPixel(neutral, pixel)).toEqual(pixel);
  });
});

it('takes all 24 orders equally often', () => {
  const image = [0.75, 0.25, 0.5, 0.25, 0.125, 0];
  const steps = [adjustBrightness(1.5), adjustContrast(2), adjustSaturation(1.75), adjustHue(0.2)];
  const ordersOf = (items: readonly number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((first) => ordersOf(items.filter((i) => i !== first)).map((rest) => [first, ...rest]));
  const batch = batchOf([image], [1, 2, 3]);
  const results = ordersOf([0, 1, 2, 3]).map((order) =>
    order.reduce((changed, i) => steps[i]!(changed, 1), batch).images.join(),
  );
  const counts = new Map(results.map((result) => [result, 0]));
  expect(counts.size).toBe(24);
  const jitter = colorJitter({
    brightness: [1.5, 1.5],
    contrast: [2, 2],
    saturation: [1.75, 1.75],
    hue: [0.2, 0.2],
  });
  const { images } = jitter(batchOf(Array(COUNT).fill(image), [1, 2, 3]), 11);
  for (let i = 0; i < COUNT; i++) {
    const result = images.subarray(6 * i, 6 * i + 6).join();
    expect(counts.has(result)).toBe(true);
    counts.set(result, counts.get(result)! + 1);
  }
  const expected = COUNT / 24;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // The 0.999 quantile of 23 degrees of freedom.
  expect(chiSquare).toBeLessThan(49.73);
});

it('refuses ranges outside those of the factors', () => {
  for (const [options, name] of [
    [{ brightness: -0.1 }, 'brightness'],
    [{ contrast: [-0.5, 1] }, 'contrast'],
    [{ saturation: [2, 1] }, 'saturation'],
    [{ brightness: Number.NaN }, 'brightness'],
    [{ brightness: Number.POSITIVE_INFINITY }, 'brightness'],
    [{ hue: 0.6 }, 'hue'],
    [{ hue: [-0.6, 0] }, 'hue'],
    [{ hue: -0.1 }, 'hue'],
  ] as const) {
    expect(() => colorJitter(options)).toThrow(InvalidOptionError);
    expect(() => colorJitter(options)).toThrow(`colorJitter: ${name} is`);
  }
});

it('refuses images that are not gray or RGB in [0, 1]', () => {
  expect(() => changedPixel(colorJitter({ hue: 0.1 }), [1, 2, 3])).toThrow(InvalidBatchError);
  expect(() => changedPixel(colorJitter({ hue: 0.1 }), [1, 0])).toThrow(
    'colorJitter: the images have 2 channels',
  );
});
