import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type HistogramOptions, histogram } from './histogram.ts';
import { histogramBins } from './histogram-bins.ts';
import { parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const values = Array.from(
  { length: 400 },
  (_, index) => Math.sin(index * 12.9898) + Math.sin(index * 78.233),
);
const plot: HistogramOptions = {
  title: 'Confidence',
  x: { label: 'probability' },
  series: [
    { name: 'right', values },
    { name: 'wrong', values: values.slice(0, 100).map((value) => value / 2) },
  ],
};
const auto = { bins: undefined, domain: undefined, density: false };

it('counts each value once, in the bin whose left edge it reaches', () => {
  const series = [{ name: 'a', values: [0, 0.5, 1, 1.5, 2, 3] }];
  const { edges, series: binned } = histogramBins(series, { ...auto, bins: 3 }, 'histogram');
  expect(edges).toEqual([0, 1, 2, 3]);
  expect(binned[0]?.heights).toEqual([2, 2, 2]);
});

it('loses no finite value, whatever the values', () => {
  const numbers = fc.array(fc.oneof(fc.double(), fc.double({ min: -10, max: 10, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(numbers, (given) => {
      const finite = given.filter((value) => Math.abs(value) <= 1e300);
      fc.pre(finite.length > 0);
      const { edges, series } = histogramBins([{ name: 'a', values: given }], auto, 'histogram');
      expect(series[0]?.count).toBe(finite.length);
      expect(series[0]?.missing).toBe(given.length - finite.length);
      expect(edges.length).toBeLessThan(300);
      for (const [at, edge] of edges.entries()) {
        if (at > 0) expect(edge).toBeGreaterThan(edges[at - 1] as number);
      }
    }),
  );
});

it('gives densities an area of 1', () => {
  const { edges, series } = histogramBins(plot.series, { ...auto, density: true }, 'histogram');
  for (const { heights } of series) {
    const area = heights.reduce(
      (sum, height, at) => sum + height * ((edges[at + 1] as number) - (edges[at] as number)),
      0,
    );
    expect(area).toBeCloseTo(1, 12);
  }
});

it('draws the outline of each series', () => {
  const svg = histogram({
    ...plot,
    bins: [0, 1, 2],
    series: [{ name: 'a', values: [0.5, 1.5, 1.6] }],
  }).toSvg();
  const outline =
    parseSvg(svg).find(({ attributes }) => attributes['fill-opacity'] === '0.25')?.attributes.d ?? '';
  const [ground = 0, one = 0, two = 0] = [...outline.matchAll(/(?:,|V)([\d.]+)/g)].map(([, y]) => Number(y));
  expect((ground - two) / (ground - one)).toBeCloseTo(2, 1);
});

it('says what it shows and what it leaves out', () => {
  const series = [{ name: 'a', values: [0.1, 0.2, Number.NaN, 7] }];
  const figure = histogram({ ...plot, series, x: { label: 'p', domain: [0, 1] }, bins: 2 });
  expect(figure.description).toBe(
    'Histogram of p in 2 bins from 0 to 1. a: 2 values, most from 0 to 0.5. Left out of a: 1 not finite, 1 outside the bins.',
  );
  expect(figure.toTerminal()).toContain('Left out of a: 1 not finite');
});

it('draws one value, and rare values beside frequent ones on a log axis', () => {
  expect(histogram({ ...plot, series: [{ name: 'a', values: [3] }] }).description).toContain('a: 1 values');
  const svg = histogram({ ...plot, y: { scale: 'log' } }).toSvg();
  expect(svg).not.toMatch(/NaN|Infinity/);
});

it.each<[string, Partial<HistogramOptions>, RegExp]>([
  ['no series', { series: [] }, /no series/],
  ['an empty series', { series: [{ name: 'a', values: [] }] }, /"a" is empty/],
  [
    'nothing finite',
    { series: [{ name: 'a', values: [Number.NaN, Number.POSITIVE_INFINITY] }] },
    /no value is a number/,
  ],
  ['no bins', { bins: 0 }, /bins is 0/],
  ['half a bin', { bins: 1.5 }, /bins is 1.5/],
  ['edges out of order', { bins: [1, 0] }, /edges of the bins are \[1, 0\]/],
  ['one edge', { bins: [1] }, /at least two/],
  ['an unusable domain', { x: { label: '', domain: [1, 1] } }, /x.domain is \[1, 1\]/],
])('refuses %s', (_, options, message) => {
  expect(() => histogram({ ...plot, ...options })).toThrow(PlotError);
  expect(() => histogram({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: histogram-%s.svg', async (theme) => {
  await expect(histogram({ ...plot, theme }).toSvg()).toMatchFileSnapshot(`golden/histogram-${theme}.svg`);
});
