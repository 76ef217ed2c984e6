import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type BarChartOptions, barChart } from './bar-chart.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { THEMES } from './theme.ts';

const chart: BarChartOptions = {
  title: 'Accuracy per class',
  categories: ['cat', 'dog', 'frog'],
  label: 'class',
  value: { label: 'accuracy', format: '.0%' },
  series: [
    { name: 'plain', values: [0.2, 0.6, 1] },
    { name: 'robust', values: [0.4, 0.4, 0.8], errors: [0, 0.1, 0] },
  ],
};
/** The rectangles of one series, inside the frame. */
const barsOf = (options: BarChartOptions, series = 0) => {
  const elements = parseSvg(barChart(options).toSvg());
  const nested = elements.findLastIndex(({ name }) => name === 'svg');
  return elements
    .slice(nested)
    .filter(({ name, attributes }) => name === 'rect' && attributes.fill === THEMES.light.series[series])
    .map(({ attributes: { x, y, width, height } }) => [x, y, width, height].map(Number))
    .map(([x = 0, y = 0, width = 0, height = 0]) => ({ x, y, width, height }));
};

describe('barChart', () => {
  it('makes bars as long as their values, upwards and to the right', () => {
    const up = barsOf(chart).map(({ height }) => height);
    expect((up[1] as number) / (up[0] as number)).toBeCloseTo(3, 2);
    expect((up[2] as number) / (up[0] as number)).toBeCloseTo(5, 2);
    const right = barsOf({ ...chart, direction: 'right' }, 1).map(({ width }) => width);
    expect((right[2] as number) / (right[0] as number)).toBeCloseTo(2, 2);
  });

  it('puts the bars of a category side by side, categories from the left or from above', () => {
    const [plain, robust] = [barsOf(chart), barsOf(chart, 1)];
    expect(robust[0]?.x).toBeGreaterThanOrEqual((plain[0]?.x ?? 0) + (plain[0]?.width ?? 0));
    expect(plain[1]?.x).toBeGreaterThan((robust[0]?.x ?? 0) + (robust[0]?.width ?? 0));
    const below = barsOf({ ...chart, direction: 'right' }).map(({ y }) => y);
    expect(below).toEqual(below.toSorted((a, b) => a - b));
  });

  it('lets bars of negative values hang from 0', () => {
    const [first, second] = barsOf({ ...chart, series: [{ name: '', values: [1, -1, 0] }] });
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBeCloseTo(second?.y ?? 0, 1);
    expect(first?.height).toBeCloseTo(second?.height ?? 0, 1);
  });

  it('turns to the right where names are long, and names every category', () => {
    const categories = ['a rather long name', 'another long name', 'one more long name', 'four', 'five'];
    const svg = barChart({ ...chart, categories, series: [{ name: '', values: [1, 2, 3, 4, 5] }] }).toSvg();
    expect(drawnTexts(svg)).toEqual(expect.arrayContaining(categories));
    const bars = barsOf({ ...chart, categories, series: [{ name: '', values: [1, 2, 3, 4, 5] }] });
    expect(new Set(bars.map(({ x }) => x)).size).toBe(1);
  });

  it('says what it shows and what it leaves out', () => {
    expect(barChart(chart).description).toBe(
      'Bar chart of accuracy by class. plain: cat 20%, dog 60%, frog 100%. robust: cat 40%, dog 40%, frog 80%.',
    );
    const gap = { ...chart, series: [{ name: 'x', values: [Number.NaN, 1, Number.POSITIVE_INFINITY] }] };
    expect(barChart(gap).description).toContain('cat none, dog 100%, frog none. Left out: 2 of 3 values');
    expect(drawnTexts(barChart(gap).toSvg()).join()).toContain('Left out: 2 of 3');
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const thousand = barChart({
      ...chart,
      categories: many.map(String),
      series: [{ name: 'n', values: many }],
    });
    expect(thousand.description).toContain('n: 60 values from 0 0% to 59 5,900%'.replace(',', ''));
    expect(thousand.description).toContain('The first 60 of 1000 categories are drawn.');
  });

  it('stands bars of nothing but zeros on the axis', () => {
    const zeros = barChart({ ...chart, series: [{ name: 'a', values: [0, 0, 0] }] });
    expect(drawnTexts(zeros.toSvg())).toEqual(expect.arrayContaining(['0%', '100%']));
    expect(drawnTexts(zeros.toSvg()).join()).not.toContain('−');
  });

  it('draws bars in a terminal', () => {
    const lines = barChart({ ...chart, series: [{ name: 'a', values: [0.5, 1, 0] }] })
      .toTerminal({ width: 40 })
      .split('\n');
    expect(lines.slice(2)).toEqual([
      `cat  │${'█'.repeat(14)}▌ 50%`,
      `dog  │${'█'.repeat(29)} 100%`,
      'frog │ 0%',
    ]);
  });

  it('any text and any numbers give well-formed XML without NaN', () => {
    const bars = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.double()), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(bars, fc.constantFrom('up' as const, 'right' as const), (pairs, direction) => {
        fc.pre(pairs.some(([, value]) => Math.abs(value) <= 1e300));
        const series = [{ name: pairs[0]?.[0] ?? '', values: pairs.map(([, value]) => value) }];
        const figure = barChart({ ...chart, categories: pairs.map(([name]) => name), series, direction });
        const numbers = parseSvg(figure.toSvg()).map(({ attributes: { x, y, width, height, d } }) =>
          [x, y, width, height, d].join(),
        );
        expect(numbers.join()).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, Partial<BarChartOptions>, RegExp]>([
    ['no category', { categories: [], series: [{ name: 'a', values: [] }] }, /0 categories/],
    ['no series', { series: [] }, /0 series/],
    ['too few values', { series: [{ name: 'a', values: [1] }] }, /"a" has 1 values and 0 errors for 3/],
    ['too few errors', { series: [{ name: 'a', values: [1, 2, 3], errors: [1] }] }, /1 errors for 3/],
    [
      'a negative error',
      { series: [{ name: 'a', values: [1, 2, 3], errors: [0, -1, 0] }] },
      /error 1 .* is -1/,
    ],
    ['nothing finite', { series: [{ name: 'a', values: [Number.NaN, 1e301, Number.NaN] }] }, /no value/],
    ['texts behind bars that grow up', { behind: ['a', 'b', 'c'], direction: 'up' }, /grow up/],
    ['too few texts behind', { behind: ['a'] }, /1 texts behind 3 bars/],
    ['a narrow chart', { width: 100 }, /barChart: the width is 100/],
  ])('refuses %s', (_, options, message) => {
    expect(() => barChart({ ...chart, ...options })).toThrow(PlotError);
    expect(() => barChart({ ...chart, ...options })).toThrow(message);
  });
});

test.each(['light', 'dark'] as const)('golden: bar-chart-%s.svg', async (theme) => {
  await expect(barChart({ ...chart, theme }).toSvg()).toMatchFileSnapshot(`golden/bar-chart-${theme}.svg`);
});
