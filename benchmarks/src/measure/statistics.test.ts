import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, spreadOf } from './statistics.ts';

describe('quantile', () => {
  it.each([
    [[7], 0.3, 7],
    [[1, 2], 0.5, 1.5],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.25, 1.75],
    [[4, 1, 3, 2], 0.75, 3.25],
    [[10, 20, 30, 40, 50], 0.1, 14],
    [[2, 1], 0, 1],
    [[2, 1], 1, 2],
  ])('of %j at %d is %d', (values, p, expected) => {
    expect(quantile(values, p)).toBeCloseTo(expected, 12);
  });

  it('leaves the values as they are, and does not sort them as text', () => {
    const values = [10, 9, 100];
    expect(quantile(values, 0.5)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('has half of the values on either side, and grows with p', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const { q1, median, q3 } = spreadOf(values);
        expect(q1).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(q3);
        const half = values.length / 2;
        expect(values.filter((v) => v < median).length).toBeLessThanOrEqual(half);
        expect(values.filter((v) => v > median).length).toBeLessThanOrEqual(half);
      }),
    );
  });

  it.each([
    [[], 0.5, /at least one/],
    [[1, Number.NaN], 0.5, /NaN/],
    [[1], 1.1, /p in \[0, 1\], got 1.1/],
    [[1], Number.NaN, /p in \[0, 1\]/],
  ])('refuses %j at %d', (values, p, message) => {
    expect(() => quantile(values, p)).toThrow(RangeError);
    expect(() => quantile(values, p)).toThrow(message);
  });
});
