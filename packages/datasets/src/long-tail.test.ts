import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { imageDataset } from './image-dataset.ts';
import { noise, numbered, numbersOf } from './test-support/numbered.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('a tenth of classes 0 to 4: 500 of 5000 images of each, and all of the others', () => {
  const labels = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7) % 10);
  const classes = Array.from({ length: 10 }, (_, k) => `class ${k}`);
  const images = Uint8Array.from(labels, (_, i) => i % 251);
  const data = imageDataset({ name: 'ten', classes, shape: [1, 1, 1], images, labels });
  const tail = data.longTail({ keep: { 0: 0.1, 1: 0.1, 2: 0.1, 3: 0.1, 4: 0.1 } });
  expect(tail.countsPerClass()).toEqual([500, 500, 500, 500, 500, 5000, 5000, 5000, 5000, 5000]);
  expect(data.countsPerClass()).toEqual(Array(10).fill(5000));
});

test('what is kept is a sample in the stored order; the other classes stay whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 13 }), seeds, (count, seed) => {
      const data = numbered(39);
      const tail = data.longTail({ keep: { 1: count }, seed });
      const numbers = numbersOf(tail);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(tail.countsPerClass()).toEqual([13, count, 13]);
      expect([...tail.labels]).toEqual(numbers.map((number) => number % 3));
    }),
  );
});

test('the seed decides, for each class apart; a smaller sample is part of a larger one', () => {
  const data = numbered(39);
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 12 }), (seed, count) => {
      const kept = (keep: Record<number, number>) => numbersOf(data.longTail({ keep, seed }));
      expect(kept({ 1: count })).toEqual(kept({ 1: count }));
      expect(new Set(kept({ 1: count + 1 }))).toEqual(
        new Set([...kept({ 1: count }), ...kept({ 1: count + 1 })]),
      );
      const ofClass = (label: number, numbers: number[]) => numbers.filter((number) => number % 3 === label);
      expect(ofClass(1, kept({ 0: 3, 1: count, 2: 0 }))).toEqual(ofClass(1, kept({ 1: count })));
    }),
  );
  const samples = [1, 2, 3, 4].map((seed) => numbersOf(data.longTail({ keep: { 1: 6 }, seed })).join());
  expect(new Set(samples).size).toBe(4);
});

test('the samples of two classes have nothing in common', () => {
  // Places within the class: there are 1716 choices of 6 out of 13.
  const places = [1, 2, 3].map((seed) => {
    const numbers = numbersOf(numbered(39).longTail({ keep: { 0: 6, 1: 6, 2: 0 }, seed }));
    return [0, 1].map((label) => numbers.filter((n) => n % 3 === label).map((n) => Math.floor(n / 3)));
  });
  for (const [first, second] of places) expect(first).not.toEqual(second);
});

test('every image of a class is kept equally often', () => {
  const counts = Array<number>(13).fill(0);
  for (let seed = 0; seed < 1300; seed++) {
    for (const number of numbersOf(numbered(39).longTail({ keep: { 0: 2, 1: 0, 2: 0 }, seed }))) {
      counts[number / 3]!++;
    }
  }
  // 200 each, sample without replacement; 12 degrees of freedom, 32.9 is exceeded once in a thousand.
  expect(counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(32.9);
});

test('up to 1 is a fraction, rounded; above 1 an integer is a count; 0 leaves the class out', () => {
  const data = noise([10, 4, 3], [1, 1, 1]);
  const counts = (keep: Record<number, number>) => data.longTail({ keep }).countsPerClass();
  expect(counts({})).toEqual([10, 4, 3]);
  expect(counts({ 0: 1, 1: 1, 2: 1 })).toEqual([10, 4, 3]);
  expect(counts({ 0: 0.25, 1: 0.25 })).toEqual([3, 1, 3]);
  expect(counts({ 0: 10, 1: 2 })).toEqual([10, 2, 3]);
  expect(counts({ 0: 0 })).toEqual([0, 4, 3]);
});

test.each([
  { keep: { 0: 11 } },
  { keep: { 0: 2.5 } },
  { keep: { 0: 0.01 } },
  { keep: { 0: -0.5 } },
  { keep: { 0: Number.NaN } },
  { keep: { 3: 0.5 } },
  { keep: { [-1]: 0.5 } },
  { keep: { cat: 0.5 } as Record<number, number> },
  { keep: { '': 0.5 } as Record<number, number> },
  { keep: { 0: 0, 1: 0, 2: 0 } },
  { keep: { 0: 0.5 }, seed: -1 },
])('%o is refused', (options) => {
  expect(() => noise([10, 4, 3], [1, 1, 1]).longTail(options)).toThrow(InvalidArgumentError);
});
