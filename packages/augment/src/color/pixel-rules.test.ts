import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changedPixel } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { autocontrast, randomAutocontrast } from './autocontrast.ts';
import { equalize, randomEqualize } from './equalize.ts';
import { randomGrayscale } from './grayscale.ts';
import { invert, randomInvert } from './invert.ts';
import { posterize, randomPosterize } from './posterize.ts';
import { adjustSharpness, randomAdjustSharpness } from './sharpness.ts';
import { randomSolarize, solarize } from './solarize.ts';

describe.each([
  ['autocontrast', autocontrast()],
  ['equalize', equalize()],
  ['invert', invert()],
  ['posterize', posterize(3)],
  ['solarize', solarize(0.4)],
])('%s', (name, transform) => {
  itKeepsTheLaws(transform);

  it('refuses images that are not gray or RGB in [0, 1]', () => {
    expect(() => transform(batchOf([[0, 1, 0, 1]], [1, 1, 4]), 1)).toThrow(InvalidBatchError);
    expect(() => transform(batchOf([[0, 1, 0, 1]], [1, 1, 4]), 1)).toThrow(
      `${name}: the images have 4 channels`,
    );
    expect(() => transform(batchOf([[255]], [1, 1, 1]), 1)).toThrow(`${name}: an image holds the value 255`);
  });
});

/** Images of which every transform below changes each. */
const IMAGES = Array.from({ length: 800 }, () =>
  Array.from({ length: 300 * 3 }, (_, i) => [0.2, 0.3, i % 2 ? 0.4 : 0.9][i % 3]!),
);
const SHAPE = [20, 15, 3] as const;

describe.each([
  ['randomAutocontrast', randomAutocontrast, 0.5],
  ['randomEqualize', randomEqualize, 0.5],
  ['randomInvert', randomInvert, 0.5],
  ['randomGrayscale', randomGrayscale, 0.1],
  ['randomPosterize', (options?: { p: number }) => randomPosterize(2, options), 0.5],
  ['randomSolarize', (options?: { p: number }) => randomSolarize(0.5, options), 0.5],
  ['randomAdjustSharpness', (options?: { p: number }) => randomAdjustSharpness(2, options), 0.5],
] as const)('%s', (name, make, byDefault) => {
  itKeepsTheLaws(make({ p: 0.5 }));

  it("changes images with its probability, torchvision's by default", () => {
    const batch = batchOf(IMAGES, SHAPE);
    const size = 300 * 3;
    const shareOfChanged = (p: number | undefined) => {
      const { images } = (p === undefined ? make() : make({ p }))(batch, 3);
      const isChanged = IMAGES.map((_, i) =>
        images.subarray(i * size, (i + 1) * size).some((x, k) => x !== batch.images[i * size + k]),
      );
      return isChanged.filter(Boolean).length / IMAGES.length;
    };
    expect(shareOfChanged(0)).toBe(0);
    expect(shareOfChanged(1)).toBe(1);
    for (const p of [undefined, 0.7]) {
      const expected = p ?? byDefault;
      const standardError = Math.sqrt((expected * (1 - expected)) / IMAGES.length);
      expect(Math.abs(shareOfChanged(p) - expected)).toBeLessThan(4 * standardError);
    }
  });

  it('refuses what is no probability', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) {
      expect(() => make({ p })).toThrow(InvalidOptionError);
      expect(() => make({ p })).toThrow(`${name}: p is ${p}`);
    }
  });
});

it('gives with probability 1 what the transform of the same rule gives', () => {
  const batch = batchOf(IMAGES.slice(0, 2), SHAPE);
  for (const [sometimes, always] of [
    [randomAutocontrast({ p: 1 }), autocontrast()],
    [randomEqualize({ p: 1 }), equalize()],
    [randomInvert({ p: 1 }), invert()],
    [randomPosterize(2, { p: 1 }), posterize(2)],
    [randomSolarize(0.5, { p: 1 }), solarize(0.5)],
    [randomAdjustSharpness(2, { p: 1 }), adjustSharpness(2)],
  ] as const) {
    expect(sometimes(batch, 1).images).toEqual(always(batch, 1).images);
  }
});

it('refuses options outside their ranges', () => {
  for (const bits of [-1, 9, 2.5, Number.NaN]) {
    expect(() => posterize(bits)).toThrow(InvalidOptionError);
    expect(() => posterize(bits)).toThrow(`posterize: bits is ${bits}`);
    expect(() => randomPosterize(bits)).toThrow('randomPosterize: bits');
  }
  for (const threshold of [-0.01, 1.01, 128, Number.NaN]) {
    expect(() => solarize(threshold)).toThrow(InvalidOptionError);
    expect(() => solarize(threshold)).toThrow(`solarize: threshold is ${threshold}`);
    expect(() => randomSolarize(threshold)).toThrow('randomSolarize: threshold');
  }
});

it('inverts', () => {
  expect(changedPixel(invert(), [0, 0.25, 1])).toEqual([1, 0.75, 0]);
});
