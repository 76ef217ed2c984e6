import { expect, it } from 'vitest';
import { type OverSeedsOptions, overSeeds } from './over-seeds.ts';
import { PlotError } from './plot-error.ts';

const runs = [
  [1, 4, 0],
  [3, 4, Number.NaN],
];

it('has the mean, and a sample deviation on both sides', () => {
  const { y, band } = overSeeds({ name: 'a', runs });
  expect(y).toEqual([2, 4, Number.NaN]);
  expect(band?.low).toEqual([2 - Math.SQRT2, 4, Number.NaN]);
  expect(band?.high).toEqual([2 + Math.SQRT2, 4, Number.NaN]);
});

it('has the range of all runs where that is asked for', () => {
  expect(overSeeds({ name: 'a', runs, spread: 'range' }).band).toEqual({
    low: [1, 4, Number.NaN],
    high: [3, 4, Number.NaN],
  });
});

it.each<[string, OverSeedsOptions['runs'], RegExp]>([
  ['no run', [], /"a" has 0 runs/],
  ['one run', [[1]], /"a" has 1 runs/],
  ['unequal runs', [[1], [1, 2]], /run 1 of "a" has 2 values and run 0 has 1/],
])('refuses %s', (_, wrong, message) => {
  expect(() => overSeeds({ name: 'a', runs: wrong })).toThrow(PlotError);
  expect(() => overSeeds({ name: 'a', runs: wrong })).toThrow(message);
});
