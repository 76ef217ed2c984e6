import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { expectChances, IMAGE, keyOf, operationsOf, outcomesOf, SHAPE } from './test-outcomes.ts';
import { trivialAugment } from './trivial-augment.ts';

describe('trivialAugment', () => {
  itKeepsTheLaws(trivialAugment());
  itKeepsTheLaws(trivialAugment({ numMagnitudeBins: 4, interpolation: 'bilinear', fill: 0.5 }));
});

/** Strength `bin` of `bins`, by hand. */
const strength = (bin: number, bins: number) => {
  const upTo = (most: number) => (most * bin) / (bins - 1);
  return {
    shear: upTo(0.99),
    translateX: Math.floor(upTo(32)),
    translateY: Math.floor(upTo(32)),
    degrees: upTo(135),
    factor: upTo(0.99),
    bits: 8 - Math.round(upTo(6)),
    threshold: 1 - upTo(1),
  };
};

function chancesOf(bins: number): Map<string, number> {
  const batch = batchOf([IMAGE], SHAPE);
  const chances = new Map<string, number>();
  for (let bin = 0; bin < bins; bin++) {
    const operations = operationsOf(strength(bin, bins));
    for (const ways of operations) {
      for (const way of ways) {
        const key = keyOf(way(batch, 1).images);
        chances.set(key, (chances.get(key) ?? 0) + 1 / bins / operations.length / ways.length);
      }
    }
  }
  return chances;
}

it('draws an operation and a strength with equal chances', () => {
  const chances = chancesOf(3);
  // Above the 0.999 quantile for this many outcomes: Wilson and Hilferty's approximation of the chi-square distribution.
  const freedom = chances.size - 1;
  const quantile = freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3;
  expectChances(outcomesOf(trivialAugment({ numMagnitudeBins: 3 }), 2500, 2), chances, quantile);
});

it('has 31 strengths by default', () => {
  const chances = chancesOf(31);
  const outcomes = outcomesOf(trivialAugment(), 600, 6);
  expect(outcomes.every((outcome) => chances.has(outcome))).toBe(true);
  expect(new Set(outcomes).size).toBeGreaterThan(200);
});

it('refuses options outside their ranges', () => {
  for (const [options, name] of [
    [{ numMagnitudeBins: 1 }, 'numMagnitudeBins'],
    [{ numMagnitudeBins: 2.5 }, 'numMagnitudeBins'],
    [{ fill: -1 }, 'fill'],
    [{ interpolation: 'area' as 'nearest' }, 'interpolation'],
  ] as const) {
    expect(() => trivialAugment(options)).toThrow(InvalidOptionError);
    expect(() => trivialAugment(options)).toThrow(`trivialAugment: ${name} is`);
  }
  expect(() => changed(trivialAugment(), [0, 300, 0], [1, 1, 3])).toThrow(InvalidBatchError);
  expect(() => changed(trivialAugment(), [0, 1], [1, 1, 2])).toThrow(
    'trivialAugment: the images have 2 channels',
  );
});
