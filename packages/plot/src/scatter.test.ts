import { expect, it, test } from 'vitest';
import { parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { type ScatterOptions, scatter } from './scatter.ts';
import { THEMES } from './theme.ts';

const angles = Array.from({ length: 20 }, (_, index) => (Math.PI * index) / 19);
const plot: ScatterOptions = {
  title: 'Half moons',
  x: { label: 'x', domain: [-2, 3] },
  y: { label: 'y', domain: [-2, 2] },
  series: [
    { name: 'upper', x: angles.map(Math.cos), y: angles.map(Math.sin) },
    { name: 'lower', x: angles.map((a) => 1 - Math.cos(a)), y: angles.map((a) => 0.5 - Math.sin(a)) },
  ],
};
const [first = '', second = ''] = THEMES.light.series;
const markersOf = (options: ScatterOptions, fill: string) => {
  const elements = parseSvg(scatter(options).toSvg());
  return elements
    .slice(elements.findLastIndex(({ name }) => name === 'svg'))
    .filter(({ attributes }) => attributes.transform && attributes.fill === fill)
    .map(({ attributes }) => (attributes.transform ?? '').match(/-?[\d.]+/g)?.map(Number) ?? []);
};
const areasOf = (options: ScatterOptions) =>
  parseSvg(scatter(options).toSvg()).filter(({ attributes }) => attributes['fill-opacity'] === '0.16');

it('puts points where the ticks say', () => {
  const series = [{ name: 'a', x: [0, 1], y: [0, 1] }];
  const elements = parseSvg(scatter({ ...plot, series }).toSvg());
  const y = (label: string) =>
    Number(
      elements.find(({ text, attributes }) => text === label && attributes['text-anchor'] === 'end')
        ?.attributes.y,
    ) - 4.3;
  const x = (label: string) =>
    Number(
      elements.find(({ text, attributes }) => text === label && attributes['text-anchor'] === 'middle')
        ?.attributes.x,
    );
  const [zero, one] = markersOf({ ...plot, series }, first);
  expect(zero).toEqual([x('0.0'), y('0.0')].map((pixel) => expect.closeTo(pixel, 1)));
  expect(one).toEqual([x('1.0'), y('1.0')].map((pixel) => expect.closeTo(pixel, 1)));
});

it('colours what a classifier says of each place, up to the straight line between two classes', () => {
  const options: ScatterOptions = { ...plot, regions: (x) => (x < 0.5 ? 0 : 1), resolution: 51 };
  const areas = areasOf(options);
  expect(areas.map(({ attributes }) => attributes.fill)).toEqual([first, second]);
  const ends = areas.map(({ attributes }) => {
    const xs = [...(attributes.d ?? '').matchAll(/[ML]([-\d.]+),/g)].map(([, x]) => Number(x));
    return { left: Math.min(...xs), right: Math.max(...xs) };
  });
  expect(ends[0]?.right).toBeCloseTo(ends[1]?.left ?? 0, 0);
  const middle = ((ends[0]?.left ?? 0) + (ends[1]?.right ?? 0)) / 2;
  expect(Math.abs((ends[0]?.right ?? 0) - middle)).toBeLessThan(6);
});

it('takes regions that were computed before, the first row below', () => {
  const regions = { values: [0, 0, 1, 1], rows: 2, columns: 2 };
  const [below, above] = areasOf({ ...plot, regions }).map(({ attributes }) =>
    Math.max(...[...(attributes.d ?? '').matchAll(/,([-\d.]+)/g)].map(([, y]) => Number(y))),
  );
  expect(below).toBeGreaterThan(above ?? 0);
});

it('says what it shows and what it leaves out', () => {
  const series = [{ name: 'a', x: [0, 1, Number.NaN], y: [0, 1, 2] }];
  expect(scatter({ ...plot, series }).description).toBe(
    'Scatter plot of y against x. a: 3 points, 1 without a place on the axes, x from 0 to 1, y from 0 to 1.',
  );
  const many = Float32Array.from({ length: 12_000 }, (_, index) => index / 12_000);
  const figure = scatter({ ...plot, series: [{ name: 'a', x: many, y: many }] });
  expect(figure.description).toContain('8000 of 12000 points are not drawn.');
  expect(figure.toTerminal()).toContain('8000 of 12000 points are not drawn.');
});

it.each<[string, Partial<ScatterOptions>, RegExp]>([
  ['no series', { series: [] }, /scatter: there is no series/],
  ['an empty series', { series: [{ name: 'a', x: [], y: [] }] }, /"a" is empty/],
  ['unequal lengths', { series: [{ name: 'a', x: [1], y: [1, 2] }] }, /1 x values and 2 y values/],
  ['nothing to draw', { series: [{ name: 'a', x: [1], y: [Number.NaN] }] }, /no series has a point/],
  [
    'negative values on a log axis',
    { x: { label: 'x', scale: 'log' }, series: [{ name: 'a', x: [-1], y: [1] }] },
    /on a log axis/,
  ],
  [
    'one series without a point',
    {
      series: [
        { name: 'a', x: [1], y: [1] },
        { name: 'b', x: [1], y: [Number.NaN] },
      ],
    },
    /"b" has no point/,
  ],
  ['regions without a domain', { x: { label: 'x' }, regions: () => 0 }, /x needs a domain/],
  [
    'regions over a log axis',
    { y: { label: 'y', scale: 'log', domain: [1, 2] }, regions: () => 0 },
    /y needs a domain and a linear/,
  ],
  [
    'a region without a series',
    { regions: () => 2 },
    /region at point 0 of the grid is 2; give whole numbers from 0 to 1/,
  ],
  ['a probability as region', { regions: () => 0.5 }, /is 0.5/],
  ['a resolution of 1', { regions: () => 0, resolution: 1 }, /scatter: resolution is 1/],
])('refuses %s', (_, options, message) => {
  expect(() => scatter({ ...plot, ...options })).toThrow(PlotError);
  expect(() => scatter({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: scatter-%s.svg', async (theme) => {
  const regions = (x: number, y: number) => (y > 0.25 + 0.4 * Math.sin(3 * x - 1.6) ? 0 : 1);
  const svg = scatter({ ...plot, regions, resolution: 24, theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/scatter-${theme}.svg`);
});
