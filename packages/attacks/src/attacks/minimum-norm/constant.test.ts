import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test-support.ts';
import { nextConstant, searchConstants } from './constant.ts';

const OPEN = Number.POSITIVE_INFINITY;

/** The constants tried for one sample that succeeds from `threshold` on. */
async function tried(searches: number, threshold: number): Promise<number[]> {
  const values: number[] = [];
  await searchConstants([5], { searches, initialConstant: 0.001 }, async (constantOf) => {
    values.push(constantOf(5));
    return new Set(constantOf(5) >= threshold ? [5] : []);
  });
  return values;
}

describe('the search for a constant', () => {
  it('multiplies by ten until it succeeds', () => {
    expect(nextConstant({ value: 0.001, low: 0, high: OPEN }, false)).toEqual({
      value: 0.01,
      low: 0.001,
      high: OPEN,
    });
    expect(nextConstant({ value: 9e9, low: 0, high: OPEN }, false).value).toBe(1e10);
  });

  it('halves the interval from then on, also after a failure', () => {
    const found = nextConstant({ value: 1, low: 0.1, high: OPEN }, true);
    expect(found).toEqual({ value: 0.55, low: 0.1, high: 1 });
    expect(nextConstant(found, false)).toEqual({ value: 0.775, low: 0.55, high: 1 });
    expect(nextConstant(found, true).value).toBeCloseTo(0.325, 12);
  });

  it('closes in on the threshold', async () => {
    const values = await tried(9, 0.5);
    expect(values.slice(0, 4)).toEqual([0.001, 0.01, 0.1, 1]);
    // Five halvings of [0.1, 1].
    expectClose(values.slice(4), [0.55, 0.325, 0.4375, 0.49375, 0.521875], 1e-12);
  });

  it('goes all the way in the last of ten searches where none succeeded', async () => {
    expect((await tried(10, OPEN)).at(-1)).toBe(1e10);
    expect((await tried(9, OPEN)).at(-1)).toBeCloseTo(1e5, 6);
    expect((await tried(10, 0.5)).at(-1)).toBeLessThan(0.6);
  });

  it('searches for each sample alone', async () => {
    const last = new Map<number, number>();
    await searchConstants([0, 3], { searches: 12, initialConstant: 1 }, async (constantOf) => {
      for (const row of [0, 3]) last.set(row, constantOf(row));
      return new Set([0, 3].filter((row) => constantOf(row) >= (row === 0 ? 0.2 : 40)));
    });
    expect(Math.abs((last.get(0) ?? 0) - 0.2)).toBeLessThan(0.01);
    expect(Math.abs((last.get(3) ?? 0) - 40)).toBeLessThan(1);
  });
});
