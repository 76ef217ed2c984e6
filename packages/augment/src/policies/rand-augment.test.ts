import { describe, expect, it } from 'vitest';
import type { Transform } from '../batch.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { randAugment } from './rand-augment.ts';
import { expectChances, IMAGE, keyOf, operationsOf, outcomesOf, SHAPE } from './test-outcomes.ts';

describe('randAugment', () => {
  itKeepsTheLaws(randAugment());
  itKeepsTheLaws(randAugment({ numOps: 4, magnitude: 30, interpolation: 'bilinear', fill: 0.5 }));
});

/** Chances of what one operation makes of the image. */
function chancesOf(operations: readonly (readonly Transform[])[]): Map<string, number> {
  const batch = batchOf([IMAGE], SHAPE);
  const chances = new Map<string, number>();
  for (const ways of operations) {
    for (const way of ways) {
      const key = keyOf(way(batch, 1).images);
      chances.set(key, (chances.get(key) ?? 0) + 1 / operations.length / ways.length);
    }
  }
  return chances;
}

/** Strength 9 of 31 on an image 24 wide and 20 high, by hand: 0.3 of the last, translations 3.26 and 2.72, bits 8 - round(1.2). */
const NINTH = {
  shear: 0.09,
  translateX: 3,
  translateY: 2,
  degrees: 9,
  factor: 0.27,
  bits: 7,
  threshold: 0.7,
};

it('draws one of 14 operations of the default strength, half of them in the opposite direction', () => {
  const chances = chancesOf(operationsOf(NINTH));
  expect(chances.size).toBe(23);
  // The 0.999 quantile of 22 degrees of freedom.
  expectChances(outcomesOf(randAugment({ numOps: 1 }), 1500, 2), chances, 48.27);
});

it('does two by default, one after the other', () => {
  const batch = batchOf([IMAGE], SHAPE);
  const ways = operationsOf(NINTH).flat();
  const pairs = new Set(ways.flatMap((one) => ways.map((other) => keyOf(other(one(batch, 1), 1).images))));
  const outcomes = outcomesOf(randAugment(), 300, 8);
  expect(outcomes.every((outcome) => pairs.has(outcome))).toBe(true);
  // 14 x 14 operations, most of them both ways.
  expect(new Set(outcomes).size).toBeGreaterThan(150);
});

it('has strengths from nothing to the last', () => {
  const none = { shear: 0, translateX: 0, translateY: 0, degrees: 0, factor: 0, bits: 8, threshold: 1 };
  const chances = chancesOf(operationsOf(none));
  // Ten change nothing; posterize, solarize (no value reaches 1: a further nothing), autocontrast and equalize.
  expect(chances.get(keyOf(Float32Array.from(IMAGE)))).toBeCloseTo(11 / 14, 12);
  // The 0.999 quantile of 3 degrees of freedom.
  expectChances(outcomesOf(randAugment({ numOps: 1, magnitude: 0 }), 800, 3), chances, 16.27);
  // 150 / 331 of 24 and of 20 pixels are 10.9 and 9.06.
  const most = { shear: 0.3, translateX: 10, translateY: 9, degrees: 30, factor: 0.9, bits: 4, threshold: 0 };
  expectChances(
    outcomesOf(randAugment({ numOps: 1, magnitude: 30 }), 800, 4),
    chancesOf(operationsOf(most)),
    48.27,
  );
  expectChances(
    outcomesOf(randAugment({ numOps: 1, magnitude: 4, numMagnitudeBins: 5 }), 800, 5),
    chancesOf(operationsOf(most)),
    48.27,
  );
});

it('does nothing without operations', () => {
  expect(changed(randAugment({ numOps: 0 }), IMAGE, SHAPE)).toEqual(IMAGE.map(Math.fround));
});

it('refuses numbers outside their ranges', () => {
  for (const [options, name] of [
    [{ numOps: -1 }, 'numOps'],
    [{ numOps: 1.5 }, 'numOps'],
    [{ numOps: Number.POSITIVE_INFINITY }, 'numOps'],
    [{ magnitude: 31 }, 'magnitude'],
    [{ magnitude: -1 }, 'magnitude'],
    [{ magnitude: Number.NaN }, 'magnitude'],
    [{ magnitude: 5, numMagnitudeBins: 5 }, 'magnitude'],
    [{ numMagnitudeBins: 1 }, 'numMagnitudeBins'],
    [{ fill: 2 }, 'fill'],
    [{ interpolation: 'area' as 'nearest' }, 'interpolation'],
  ] as const) {
    expect(() => randAugment(options)).toThrow(InvalidOptionError);
    expect(() => randAugment(options)).toThrow(`randAugment: ${name} is`);
  }
  expect(() => changed(randAugment(), [0, 300, 0], [1, 1, 3])).toThrow(InvalidBatchError);
  expect(() => changed(randAugment(), [0, 1], [1, 1, 2])).toThrow('randAugment: the images have 2 channels');
});
