import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smoothed } from './smoothing.ts';

const at = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));

it('weighs values as TensorBoard does', () => {
  // 0; (0 * 0.5 + 1) / 1.5; (0 * 0.25 + 1 * 0.5 + 1) / 1.75.
  const found = smoothed(at([0, 1, 1]), 0.5).map((point) => point?.y);
  expect(found).toEqual([0, 2 / 3, 6 / 7].map((value) => expect.closeTo(value, 12)));
});

it('leaves a constant as it is, from the first value on, and values as they are without weight', () => {
  for (const point of smoothed(at(Array.from({ length: 50 }, () => 3)), 0.99))
    expect(point?.y).toBeCloseTo(3, 12);
  expect(smoothed(at([1, 5, 2]), 0)).toEqual(at([1, 5, 2]));
});

it('passes over gaps', () => {
  const [first, gap, last] = smoothed([{ x: 0, y: 0 }, undefined, { x: 2, y: 1 }], 0.5);
  expect([first?.y, gap, last?.y]).toEqual([0, undefined, expect.closeTo(2 / 3, 12)]);
});

it('stays between the smallest and the largest value so far', () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (ys, weight) => {
        for (const [index, point] of smoothed(at(ys), weight).entries()) {
          const seen = ys.slice(0, index + 1);
          expect(point?.y).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9);
          expect(point?.y).toBeLessThanOrEqual(Math.max(...seen) + 1e-9);
        }
      },
    ),
  );
});
