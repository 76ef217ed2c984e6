import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LineChartOptions, lineChart } from './line-chart.ts';
import { drawnTexts, type ParsedElement, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const axes = { x: { label: 'epoch' }, y: { label: 'accuracy', format: '.0%' } };
const chart = (options: Partial<LineChartOptions>) =>
  lineChart({ title: 'Accuracy', ...axes, series: [{ name: 'train', y: [0, 0.5, 1] }], ...options });

/** Curves are the paths of width 2 inside the nested svg; the legend's samples are outside. */
function curves(svg: string): readonly ParsedElement[] {
  const elements = parseSvg(svg);
  const nested = elements.findLastIndex(({ name }) => name === 'svg');
  return elements.slice(nested).filter(({ attributes }) => attributes['stroke-width'] === '2');
}

function markers(svg: string): readonly ParsedElement[] {
  const elements = parseSvg(svg);
  return elements
    .slice(elements.findLastIndex(({ name }) => name === 'svg'))
    .filter(({ attributes }) => attributes.transform);
}

/** The pixel of each drawn tick of the y axis, by label. */
function tickPixels(svg: string): ReadonlyMap<string, number> {
  const labels = parseSvg(svg).filter(({ attributes }) => attributes['text-anchor'] === 'end');
  return new Map(
    labels.map(({ text, attributes }) => [text, Math.round(100 * Number(attributes.y) - 430) / 100]),
  );
}

const points = (path: string | undefined) =>
  (path ?? '')
    .split(/[ML]/)
    .slice(1)
    .map((pair) => pair.split(',').map(Number));

test('points stand where the ticks say', () => {
  const svg = chart({
    series: [
      { name: 'train', y: [0, 0.2, 0.6, 1] },
      { name: 'validation', x: [0, 1.5, 3], y: [0.2, 0.4, 0.8] },
    ],
  }).toSvg();
  const at = tickPixels(svg);
  const [train, validation] = curves(svg).map(({ attributes }) => points(attributes.d));
  expect(train?.map(([, y]) => y)).toEqual([at.get('0%'), at.get('20%'), at.get('60%'), at.get('100%')]);
  expect(validation?.map(([, y]) => y)).toEqual([at.get('20%'), at.get('40%'), at.get('80%')]);
  const [first = 0, , , last = 0] = train?.map(([x]) => x ?? 0) ?? [];
  expect(validation?.map(([x]) => x)).toEqual([first, (first + last) / 2, last]);
});

test('a log axis gives equal factors equal distances', () => {
  const svg = chart({
    y: { label: 'loss', scale: 'log' },
    series: [{ name: 'train', y: [1, 0.1, 0.01] }],
  }).toSvg();
  const [high = 0, middle = 0, low = 0] = points(curves(svg)[0]?.attributes.d).map(([, y]) => y ?? 0);
  expect(middle - high).toBeCloseTo(low - middle, 1);
  expect(drawnTexts(svg)).toEqual(expect.arrayContaining(['0.01', '0.1', '1']));
});

test('values without a place leave gaps, and a point between two gaps a marker', () => {
  const y = [0, 1, Number.NaN, 0.5, Number.POSITIVE_INFINITY, 1, 0];
  const svg = chart({ series: [{ name: 'train', y, markers: false }] }).toSvg();
  expect(curves(svg)[0]?.attributes.d?.match(/M/g)).toHaveLength(3);
  expect(markers(svg)).toHaveLength(2);
  expect(chart({ series: [{ name: 'train', y }] }).description).toContain('2 without a place on the axes');
  const log = chart({
    y: { label: 'loss', scale: 'log' },
    series: [{ name: 'train', y: [1, 0, 0.1] }],
  }).toSvg();
  expect(curves(log)[0]?.attributes.d?.match(/M/g)).toHaveLength(2);
});

test('a domain cuts the curves at its edge instead of stretching', () => {
  const svg = chart({
    y: { label: 'loss', domain: [0, 1] },
    series: [{ name: 'train', y: [0, 50] }],
  }).toSvg();
  expect([...tickPixels(svg).keys()].at(-1)).toBe('1.0');
  const clip = parseSvg(svg).findLast(({ name }) => name === 'svg')?.attributes;
  expect(clip).toMatchObject({ overflow: 'hidden' });
  expect(points(curves(svg)[0]?.attributes.d)[1]?.[1]).toBeLessThan(Number(clip?.y));
});

test('a band reaches from low to high where the ticks say, and breaks where it has no place', () => {
  const band = { low: [0, 0.4, Number.NaN], high: [0.4, 0.6, 1] };
  const figure = chart({
    y: { label: 'loss', domain: [0, 1] },
    series: [{ name: 'a', y: [0.2, 0.5, 0.8], band }],
  });
  const at = tickPixels(figure.toSvg());
  const drawn = parseSvg(figure.toSvg()).find(({ attributes }) => attributes['fill-opacity'] === '0.18');
  const ys = points(drawn?.attributes.d?.replace('Z', '')).map(([, y]) => y);
  expect(ys).toEqual([at.get('0.4'), at.get('0.6'), at.get('0.4'), at.get('0.0')]);
  expect(
    chart({ series: [{ name: 'a', y: [0, 1], band: { low: [0, 0.5], high: [0, 2] } }] }).description,
  ).toContain('to 1 at 1, where its band reaches from 0.5 to 2.');
});

test('an axis reaches the ends of bands', () => {
  const band = { low: [-5, 0], high: [1, 7] };
  const ticks = [
    ...tickPixels(chart({ y: { label: 'y' }, series: [{ name: 'a', y: [0, 1], band }] }).toSvg()).keys(),
  ];
  expect(ticks.at(-1)).toBe('8');
  expect(ticks[0]?.replace('−', '-')).toBe('-6');
});

test('smoothing draws the average over the values', () => {
  const y = { label: 'loss', domain: [0, 1] as const };
  const svg = chart({ y, smoothing: 0.5, series: [{ name: 'a', y: [0, 1, 1] }] }).toSvg();
  const plain = chart({ y, series: [{ name: 'a', y: [0, 2 / 3, 6 / 7] }] }).toSvg();
  expect(curves(svg)[0]?.attributes.d).toBe(curves(plain)[0]?.attributes.d);
  const faint = parseSvg(svg).find(({ attributes }) => attributes['stroke-opacity'] === '0.3');
  const values = chart({ y, series: [{ name: 'a', y: [0, 1, 1] }] }).toSvg();
  expect(faint?.attributes.d).toBe(curves(values)[0]?.attributes.d);
});

test('one series named as the axis needs no legend; several have theirs above the plane', () => {
  const alone = drawnTexts(chart({ series: [{ name: 'accuracy', y: [0, 1] }] }).toSvg());
  expect(alone.filter((drawn) => drawn === 'accuracy')).toHaveLength(1);
  const svg = chart({
    series: [
      { name: 'train', y: [0, 1] },
      { name: 'validation', y: [0, 1], dashed: true },
    ],
  }).toSvg();
  const legend = parseSvg(svg).find(({ text }) => text === 'validation');
  const top = Math.min(...tickPixels(svg).values());
  expect(Number(legend?.attributes.y)).toBeLessThan(top);
  expect(curves(svg).map(({ attributes }) => attributes['stroke-dasharray'])).toEqual([undefined, '6 4']);
});

test('the same options give the same characters', () => {
  const make = () =>
    chart({
      series: [
        { name: 'a', y: Float32Array.of(0.1, 0.2) },
        { name: 'b', y: [1, 2] },
      ],
    }).toSvg();
  expect(make()).toBe(make());
});

test.each<[RegExp, Partial<LineChartOptions>]>([
  [/no series/, { series: [] }],
  [/"train" is empty/, { series: [{ name: 'train', y: [] }] }],
  [/2 x values and 3 y values/, { series: [{ name: 'train', x: [0, 1], y: [1, 2, 3] }] }],
  [/no series has a point/, { series: [{ name: 'train', y: [Number.NaN] }] }],
  [/at least 1e-300/, { y: { label: 'loss', scale: 'log' }, series: [{ name: 'train', y: [0, -1] }] }],
  [/at least 1e-300/, { y: { label: 'loss', scale: 'log' }, series: [{ name: 'train', y: [5e-324] }] }],
  [/size 1e\+300 at most/, { series: [{ name: 'train', y: [1e301] }] }],
  [/y\.domain is \[1, 0\]/, { y: { label: 'loss', domain: [1, 0] } }],
  [/log axis starts above 0/, { y: { label: 'loss', scale: 'log', domain: [0, 1] } }],
  [/width is 100/, { width: 100 }],
  [/smoothing is 1;/, { smoothing: 1 }],
  [/smoothing is -0.1/, { smoothing: -0.1 }],
  [
    /band of series "a" has 1 low and 2 high values for 2/,
    { series: [{ name: 'a', y: [1, 2], band: { low: [0], high: [2, 3] } }] },
  ],
  [
    /band of series "a" goes from 2 to 1 at index 0/,
    { series: [{ name: 'a', y: [1], band: { low: [2], high: [1] } }] },
  ],
  [/no room/, { width: 240, height: 180, title: 'A title that takes two lines in a chart so narrow' }],
  [/height is 90; choose from 180/, { height: 90 }],
  [/height is NaN/, { height: Number.NaN }],
  [/height is Infinity/, { height: Number.POSITIVE_INFINITY }],
  [/format "%%%" is no d3-format/, { y: { label: 'loss', format: '%%%' } }],
])('refuses what it cannot draw: %s', (message, options) => {
  expect(() => chart(options)).toThrow(PlotError);
  expect(() => chart(options)).toThrow(message);
});

test('any text and any numbers give well-formed XML without NaN', () => {
  const name = fc.string({ unit: 'binary' });
  const series = fc.array(
    fc.record({ name, y: fc.array(fc.double(), { minLength: 1, maxLength: 30 }), dashed: fc.boolean() }),
    { minLength: 1, maxLength: 9 },
  );
  fc.assert(
    fc.property(
      name,
      name,
      series,
      fc.constantFrom('linear' as const, 'log' as const),
      (title, label, drawn, scale) => {
        fc.pre(drawn.some(({ y }) => y.some((value) => value >= 1e-300 && value <= 1e300)));
        const svg = lineChart({ title, x: { label }, y: { label, scale }, series: drawn }).toSvg();
        const numbers = parseSvg(svg).map(({ attributes: { x, y, d, transform } }) =>
          [x, y, d, transform].join(),
        );
        expect(numbers.join()).not.toMatch(/NaN|Infinity/);
      },
    ),
  );
});

test('the legend names the first of very many series, and the description ends', () => {
  const series = Array.from({ length: 1000 }, (_, index) => ({ name: `series ${index}`, y: [index, 0] }));
  const many = chart({ series });
  const texts = drawnTexts(many.toSvg());
  expect(texts).toContain('series 38');
  expect(texts).toContain('and 961 more');
  expect(texts).not.toContain('series 39');
  expect(many.description.length).toBeLessThanOrEqual(4001);
  expect(many.description.endsWith('…')).toBe(true);
});
