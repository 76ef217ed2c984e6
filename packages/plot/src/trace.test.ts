import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlotError } from './plot-error.ts';
import { sparkline } from './sparkline.ts';
import { trace } from './trace.ts';

const traced = (values: readonly number[], limit: number) => {
  const made = trace(limit);
  for (const value of values) made.push(value);
  return made;
};

test('keeps every number until there are too many, then means of neighbours in their middle', () => {
  expect(traced([3, 1, 2], 4).points()).toEqual({ x: [0, 1, 2], y: [3, 1, 2] });
  expect(traced([3, 1, 2, 4, 6], 4).points()).toEqual({ x: [0.5, 2.5, 4], y: [2, 3, 6] });
  expect(traced([0, 1, 2, 3, 4, 5, 6, 7, 8], 4).points()).toEqual({ x: [1.5, 5.5, 8], y: [1.5, 5.5, 8] });
});

test('leaves out what is not finite, and says so where nothing is left', () => {
  const { x, y } = traced([Number.NaN, 2, Number.NaN, Number.POSITIVE_INFINITY, 1], 4).points();
  expect(x).toEqual([0.5, 2.5, 4]);
  expect(y).toEqual([2, Number.NaN, 1]);
});

test('a trace of x grows along a line, has at most its limit of points and ends near the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 40 }), (count, limit) => {
      const made = traced(
        Array.from({ length: count }, (_, i) => i),
        limit,
      );
      const { x, y } = made.points();
      expect(made.length).toBe(count);
      expect(x.length).toBeLessThanOrEqual(limit);
      expect(x.length).toBeGreaterThan(Math.min(count, limit) / 2 - 1);
      // Means of at most 500 whole numbers up to 500, joined at most ten times.
      for (const [index, at] of x.entries())
        expect(Math.abs(at - (y[index] ?? Number.NaN))).toBeLessThan(1e-11);
      expect([...x]).toEqual([...x].sort((a, b) => a - b));
    }),
  );
});

test('a limit below 2 is an error', () => {
  for (const limit of [1, 0, -3, 2.5, Number.NaN]) expect(() => trace(limit)).toThrow(PlotError);
});

test('a sparkline goes from the lowest to the highest value', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([2, 1, Number.NaN, 1.5])).toBe('█▁ ▅');
  expect(sparkline([5, 5])).toBe('▄▄');
  expect(sparkline([-Number.MAX_VALUE, Number.MAX_VALUE])).toBe('▁█');
  expect(sparkline([Number.NaN, Number.POSITIVE_INFINITY])).toBe('  ');
  expect(sparkline([])).toBe('');
});
