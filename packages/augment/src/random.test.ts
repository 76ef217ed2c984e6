import { describe, expect, it } from 'vitest';
import { partSeed, randomOf } from './random.ts';

/** Chi-square of pairs in 16 x 16 cells; with 255 degrees of freedom it exceeds 347 once in 10 000 times. */
function chiSquare(pairs: Iterable<readonly [number, number]>): number {
  const cells = new Float64Array(256);
  let count = 0;
  for (const [a, b] of pairs) {
    const cell = Math.floor(a * 16) * 16 + Math.floor(b * 16);
    cells[cell] = (cells[cell] as number) + 1;
    count++;
  }
  const expected = count / 256;
  return cells.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
}

const COUNT = 50_000;

function* pairs(make: (i: number) => readonly [number, number]) {
  for (let i = 0; i < COUNT; i++) yield make(i);
}

describe('randomOf', () => {
  it.each([0, 1, 123456789])(
    'gives each image numbers of its own, unrelated to each other (seed %i)',
    (seed) => {
      const first = pairs((i) => {
        const random = randomOf(seed, i);
        return [random(), random()];
      });
      expect(chiSquare(first)).toBeLessThan(347);
      expect(chiSquare(pairs((i) => [randomOf(seed, i)(), randomOf(seed, i + 1)()]))).toBeLessThan(347);
    },
  );

  it('gives neighbouring seeds and parts unrelated numbers', () => {
    expect(chiSquare(pairs((seed) => [randomOf(seed, 0)(), randomOf(seed + 1, 0)()]))).toBeLessThan(347);
    expect(
      chiSquare(pairs((seed) => [randomOf(partSeed(seed, 0), 3)(), randomOf(partSeed(seed, 1), 3)()])),
    ).toBeLessThan(347);
  });

  it('depends on the seed, the image and nothing else', () => {
    expect(randomOf(5, 6)()).toBe(randomOf(5, 6)());
    expect(new Set([randomOf(5, 6)(), randomOf(5, 7)(), randomOf(6, 6)(), randomOf(5, 'batch')()]).size).toBe(
      4,
    );
  });
});
