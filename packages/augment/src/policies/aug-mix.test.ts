import { describe, expect, it } from 'vitest';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';
import { autocontrast, equalize, posterize, solarize } from '../index.ts';
import { batchOf, changed } from '../test-images.ts';
import { itKeepsTheLaws } from '../test-laws.ts';
import { augMix } from './aug-mix.ts';
import { IMAGE, keyOf, outcomesOf, SHAPE } from './test-outcomes.ts';

describe('augMix', () => {
  itKeepsTheLaws(augMix());
  itKeepsTheLaws(augMix({ severity: 10, width: 2, depth: 4, alpha: 0.2, interpolation: 'nearest', fill: 1 }));
});

const SIZE = IMAGE.length;
const ROUNDING = 2 ** -24;

/** What augMix makes of `count` images that are all the same. */
const mixesOf = (transform: ReturnType<typeof augMix>, count: number) => {
  const { images } = transform(batchOf(new Array(count).fill(IMAGE), SHAPE), 7);
  return Array.from({ length: count }, (_, i) => images.subarray(i * SIZE, (i + 1) * SIZE));
};

/** The share of `other` in a mix of the image with it; undefined when the mix is none. */
function shareOf(mix: Float32Array, image: readonly number[], other: readonly number[]): number | undefined {
  const difference = image.map((x, i) => other[i]! - x);
  const at = difference.reduce((best, d, i) => (Math.abs(d) > Math.abs(difference[best]!) ? i : best), 0);
  const share = (mix[at]! - image[at]!) / difference[at]!;
  const isMix = image.every((x, i) => Math.abs(mix[i]! - (x + share * difference[i]!)) <= 4 * ROUNDING);
  return isMix && share >= -1e-5 && share <= 1 + 1e-5 ? share : undefined;
}

it('mixes the image with one changed version, all weights as likely', () => {
  // One chain of one operation of the weakest strength: 10 of 13 change nothing (no value reaches the threshold 1).
  const image = IMAGE.map(Math.fround);
  const versions = [posterize(4), autocontrast(), equalize()].map((transform) =>
    changed(transform, image, SHAPE),
  );
  const count = 1000;
  const shares: number[][] = versions.map(() => []);
  let unchanged = 0;
  for (const mix of mixesOf(augMix({ severity: 1, width: 1, depth: 1 }), count)) {
    if (mix.every((x, i) => Math.abs(x - image[i]!) <= ROUNDING)) {
      unchanged++;
      continue;
    }
    const found = versions.findIndex((version) => shareOf(mix, image, version) !== undefined);
    expect(found).toBeGreaterThanOrEqual(0);
    shares[found]!.push(shareOf(mix, image, versions[found]!)!);
  }
  const expectChance = (seen: number, chance: number) =>
    expect(Math.abs(seen - chance * count)).toBeLessThan(4 * Math.sqrt(count * chance * (1 - chance)));
  expectChance(unchanged, 10 / 13);
  for (const list of shares) expectChance(list.length, 1 / 13);
  const all = shares.flat();
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / all.length));
  const fourth = all.filter((share) => share < 1 / 4).length / all.length;
  expect(Math.abs(fourth - 1 / 4)).toBeLessThan(4 * Math.sqrt(3 / 16 / all.length));
});

it('gives the image or the end of one chain where alpha is next to 0', () => {
  const image = keyOf(Float32Array.from(IMAGE));
  const versions = new Set(
    [posterize(4), autocontrast(), equalize()].map((transform) =>
      keyOf(transform(batchOf([IMAGE], SHAPE), 1).images),
    ),
  );
  const outcomes = outcomesOf(augMix({ severity: 1, depth: 1, alpha: 1e-9 }), 400, 3);
  expect(outcomes.every((outcome) => outcome === image || versions.has(outcome))).toBe(true);
  // Half of the cases the image itself, the others as above: 1 / 2 + 1 / 2 x 10 / 13.
  const share = outcomes.filter((outcome) => outcome === image).length / 400;
  expect(Math.abs(share - 23 / 26)).toBeLessThan(4 * Math.sqrt(((23 / 26) * (3 / 26)) / 400));
});

it('stays between the darkest and the brightest that its operations make', () => {
  // No operation brightens black while the threshold is above 0.
  const black = new Array<number>(5 * 5 * 3).fill(0);
  expect(changed(augMix({ severity: 9, width: 4, depth: 3 }), black, [5, 5, 3])).toEqual(black);
  // Only the fill can.
  const brighter = changed(augMix({ severity: 9, allOps: false, fill: 0.5 }), black, [5, 5, 3], 4);
  expect(brighter.every((x) => x >= 0 && x <= 0.5)).toBe(true);
  expect(brighter.some((x) => x > 0)).toBe(true);
});

it('has neither brightness nor contrast in the smaller space', () => {
  // A gray that the shapes fill, posterize(4 or 3 bits) keeps, and which autocontrast and equalize leave alone.
  const gray = new Array<number>(5 * 5).fill(0.5);
  const strange = (allOps: boolean) =>
    Array.from({ length: 200 }, (_, seed) =>
      changed(augMix({ allOps, fill: 0.5, severity: 2, depth: 1 }), gray, [5, 5, 1], seed),
    ).filter((mix) => mix.some((x) => Math.abs(x - 0.5) > 127 / 255 - 0.5 + 0.01)).length;
  expect(strange(false)).toBe(0);
  expect(strange(true)).toBeGreaterThan(5);
});

it('makes chains as long as it is told, or of one to three operations', () => {
  // Of the weakest strength three of nine operations change the image, a fourth what they make of it, and nothing changes it back.
  const count = 700;
  const image = keyOf(Float32Array.from(IMAGE));
  const endsOf = (depth?: number) =>
    outcomesOf(
      augMix({ allOps: false, severity: 1, width: 1, alpha: 1e-9, ...(depth ? { depth } : {}) }),
      count,
      9,
    );
  const expectUnchanged = (ends: readonly string[], chance: number) => {
    const share = ends.filter((end) => end === image).length / count;
    // Half of the cases have no chain.
    const expected = 1 / 2 + chance / 2;
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / count));
  };
  expectUnchanged(endsOf(4), (6 / 9) ** 4);

  const random = endsOf();
  expectUnchanged(random, (6 / 9 + (6 / 9) ** 2 + (6 / 9) ** 3) / 3);
  const reached = [new Set([image])];
  let batches = [batchOf([IMAGE], SHAPE)];
  for (let length = 1; length <= 3; length++) {
    batches = batches.flatMap((batch) => [
      batch,
      ...[posterize(4), solarize(1), autocontrast(), equalize()].map((transform) => transform(batch, 1)),
    ]);
    reached.push(new Set(batches.map(({ images }) => keyOf(images))));
  }
  expect(random.every((end) => reached[3]!.has(end))).toBe(true);
  expect(random.some((end) => !reached[2]!.has(end))).toBe(true);
});

it('refuses numbers outside their ranges', () => {
  for (const [options, name] of [
    [{ severity: 0 }, 'severity'],
    [{ severity: 11 }, 'severity'],
    [{ severity: 1.5 }, 'severity'],
    [{ width: 0 }, 'width'],
    [{ depth: 0 }, 'depth'],
    [{ depth: -2 }, 'depth'],
    [{ alpha: 0 }, 'alpha'],
    [{ alpha: Number.NaN }, 'alpha'],
    [{ alpha: Number.POSITIVE_INFINITY }, 'alpha'],
    [{ fill: 2 }, 'fill'],
    [{ interpolation: 'area' as 'nearest' }, 'interpolation'],
  ] as const) {
    expect(() => augMix(options)).toThrow(InvalidOptionError);
    expect(() => augMix(options)).toThrow(`augMix: ${name} is`);
  }
  expect(() => changed(augMix(), [0, 300, 0], [1, 1, 3])).toThrow(InvalidBatchError);
  expect(() => changed(augMix(), [0, 1], [1, 1, 2])).toThrow('augMix: the images have 2 channels');
});
