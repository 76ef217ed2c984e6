import { expect, test } from 'vitest';
import { numberFormat } from './number-format.ts';
import { PlotError } from './plot-error.ts';

test('writes numbers as d3-format does', () => {
  expect(numberFormat('.1%')(0.1234)).toBe('12.3%');
  expect(numberFormat(',d')(60_000)).toBe('60,000');
});

test('an unusable specifier is refused by name', () => {
  expect(() => numberFormat('%%%')).toThrow(PlotError);
  expect(() => numberFormat('%%%')).toThrow(/format "%%%"/);
});
