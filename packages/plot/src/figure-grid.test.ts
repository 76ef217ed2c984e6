import { expect, test } from 'vitest';
import { figureGrid } from './figure-grid.ts';
import { lineChart } from './line-chart.ts';
import { parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { table } from './table.ts';

const chart = (theme: 'light' | 'dark' = 'light') =>
  lineChart({
    title: 'Loss',
    x: { label: 'epoch' },
    y: { label: 'loss' },
    series: [{ name: 'train', y: [3, 2, 1] }],
    width: 300,
    height: 200,
    theme,
  });
const rows = (theme: 'light' | 'dark' = 'light') =>
  table({ title: 'Results', columns: ['run', 'accuracy'], rows: [['first', 0.93]], theme });
const placesOf = (svg: string) =>
  parseSvg(svg)
    .filter(({ name, attributes }) => name === 'svg' && attributes.role === 'img')
    .slice(1)
    .map(({ attributes }) => [attributes.x, attributes.y, attributes.width].map(Number));

test('columns are as wide as their widest figure, rows as high as their highest', () => {
  const [one, two] = [chart(), rows()];
  const grid = figureGrid({ title: 'Both', figures: [one, two, two] });
  const top = 42;
  expect(placesOf(grid.toSvg())).toEqual([
    [0, top, one.width],
    [one.width + 8, top, two.width],
    [0, top + one.height + 8, two.width],
  ]);
  expect([grid.width, grid.height]).toEqual([
    one.width + 8 + two.width,
    top + one.height + 8 + two.height + 8,
  ]);
});

test('a figure has all its markup in a grid, and a grid in a grid has its figures', () => {
  const one = chart();
  const inner = one.toSvg().slice(one.toSvg().indexOf('<title>'));
  const grid = figureGrid({ title: '', figures: [one] });
  expect(grid.toSvg()).toContain(inner);
  expect(figureGrid({ title: 'Outer', figures: [grid, rows()], columns: 1 }).toSvg()).toContain(inner);
});

test('a grid has the words of its figures, and stands one below the other in a terminal', () => {
  const grid = figureGrid({ title: 'Both', figures: [chart(), rows()] });
  expect(grid.description).toBe(
    'Loss: Line chart of loss against epoch. train: 3 values, from 3 at 0 to 1 at 2. Results: Table of 1 rows and 2 columns. run first, accuracy 0.93',
  );
  const lines = grid.toTerminal().split('\n');
  expect(lines.indexOf('Results')).toBeGreaterThan(lines.indexOf('Loss'));
});

test.each<[RegExp, Partial<Parameters<typeof figureGrid>[0]>]>([
  [/there is no figure/, { figures: [] }],
  [/columns is 0/, { columns: 0 }],
  [/columns is 1.5/, { columns: 1.5, figures: [chart(), chart()] }],
])('refuses what it cannot draw: %s', (message, options) => {
  expect(() => figureGrid({ title: '', figures: [chart()], ...options })).toThrow(PlotError);
  expect(() => figureGrid({ title: '', figures: [chart()], ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: figure-grid-%s.svg', async (theme) => {
  const grid = figureGrid({ title: 'A run', figures: [chart(theme), rows(theme)], theme });
  await expect(grid.toSvg()).toMatchFileSnapshot(`golden/figure-grid-${theme}.svg`);
});
