import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { permutation } from './permutation.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('every permutation is a bijection, and its seed repeats it', () => {
  fc.assert(
    fc.property(fc.nat(300), seeds, (n, seed) => {
      const order = permutation(n, seed);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(permutation(n, seed)).toEqual(order);
    }),
  );
});

test('different seeds give different orders', () => {
  fc.assert(
    fc.property(seeds, seeds, (a, b) => {
      fc.pre(a !== b);
      expect(permutation(100, a)).not.toEqual(permutation(100, b));
    }),
  );
});

test('the order is the same on every machine', () => {
  expect([...permutation(10, 42)]).toMatchInlineSnapshot(`
    [
      1,
      5,
      8,
      6,
      2,
      7,
      9,
      4,
      3,
      0,
    ]
  `);
});

/** Pearson's statistic of equally likely outcomes. */
function chiSquare(counts: Iterable<number>, total: number, outcomes: number): number {
  const expected = total / outcomes;
  let sum = 0;
  let seen = 0;
  for (const count of counts) {
    sum += (count - expected) ** 2 / expected;
    seen++;
  }
  return sum + (outcomes - seen) * expected;
}

function count(draws: number, outcome: (seed: number) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < draws; seed++) {
    const key = outcome(seed);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

test('all 24 orders of four items are equally likely', () => {
  const counts = count(24_000, (seed) => permutation(4, seed).join());
  expect(counts.size).toBe(24);
  // 23 degrees of freedom: 49.7 is exceeded once in a thousand; an off-by-one shuffle scores above 2000.
  expect(chiSquare(counts.values(), 24_000, 24)).toBeLessThan(49.7);
});

test('neighbouring seeds, as epochs use, are unrelated', () => {
  const counts = count(20_000, (seed) => {
    const [a, b] = [permutation(10, seed)[9]!, permutation(10, seed + 1)[9]!];
    return String((b - a + 10) % 10);
  });
  // 9 degrees of freedom, once in a thousand.
  expect(chiSquare(counts.values(), 20_000, 10)).toBeLessThan(27.9);
});

test.each([
  [-1, 0],
  [1.5, 0],
  [Number.NaN, 0],
  [3, -1],
  [3, 2 ** 32],
  [3, 0.5],
  [3, Number.NaN],
])('permutation(%d, %d) is refused', (n, seed) => {
  expect(() => permutation(n, seed)).toThrow(InvalidArgumentError);
});
