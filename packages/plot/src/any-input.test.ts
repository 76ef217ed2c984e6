import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as plot from './index.ts';
import { parseSvg } from './parse-svg.ts';

/** Numbers that break axes: nothing, no number, everything, next to nothing, and what a person gives. */
const number = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[Number.NaN, Infinity, -Infinity, 0, -0, 1e-12, 1e9, -1e9, 5e-324, 1e-300, 1e300, -1e300],
      ...[Number.MAX_VALUE, -Number.MAX_VALUE, 1 + 2 ** -52, 2 ** 53],
    ),
  },
);
const numbers = fc.oneof(
  fc.array(number, { maxLength: 5 }),
  fc.array(number, { maxLength: 5 }).map((all) => Float32Array.from(all)),
  number.map((one) => [one]),
  number.map((one) => Array.from({ length: 7 }, () => one)),
);
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '',
    'a',
    '验证集上的准确率',
    'a very long name that somebody gave it, '.repeat(4),
    '<&">',
    '\u0000\n',
  ),
);
const words = fc.array(word, { maxLength: 5 });
const pair = fc.tuple(number, number);
const axis = fc.record(
  {
    label: word,
    scale: fc.constantFrom('linear', 'log'),
    domain: pair,
    format: fc.constantFrom('.0%', '.2f', 's', 'no'),
  },
  { requiredKeys: ['label'] },
);
const side = fc.constantFrom(0, 1, 2, 3, -1, 0.5, Number.NaN);
const image = fc.record(
  {
    pixels: fc.oneof(numbers, fc.uint8Array({ maxLength: 12 }), fc.constant(new Uint8Array(12))),
    shape: fc.oneof(fc.tuple(side, side, side), fc.constant([2, 2, 3]), fc.constant([2, 2, 1])),
    caption: word,
    tone: fc.constantFrom('good', 'bad', 'neutral'),
    value: number,
  },
  { requiredKeys: ['pixels', 'shape'] },
);
const goodImage = fc.record(
  { pixels: fc.constant(new Uint8Array(12)), shape: fc.constant([2, 2, 3]), caption: word },
  { requiredKeys: ['pixels', 'shape'] },
);
const images = fc.oneof(
  fc.array(image, { maxLength: 3 }),
  fc.array(goodImage, { minLength: 1, maxLength: 12 }),
);
const shares = fc.array(fc.record({ name: word, value: number }), { maxLength: 3 });
const size = fc.constantFrom(0, -1, 100, 240, 400, 1000, Number.NaN, Infinity);
const look = { title: word, theme: fc.constantFrom('light', 'dark'), description: word };
const xy = { name: word, x: numbers, y: numbers };
const matrix = fc.oneof(
  fc.array(numbers, { maxLength: 4 }),
  fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
);
const several = (model: Record<string, fc.Arbitrary<unknown>>, optional: readonly string[] = []) =>
  fc.array(fc.record(model, { requiredKeys: Object.keys(model).filter((key) => !optional.includes(key)) }), {
    maxLength: 4,
  });
const band = fc.record({ low: numbers, high: numbers });
/** As many values of each as there are points, so that lines are drawn as well. */
const points = fc
  .array(fc.tuple(number, number), { minLength: 1, maxLength: 9 })
  .map((all) => ({ x: all.map(([x]) => x), y: all.map(([, y]) => y) }));
const lines = fc.oneof(
  several({ ...xy, band, markers: fc.boolean() }, ['x', 'band', 'markers']),
  fc.array(
    fc.tuple(word, points).map(([name, one]) => ({ name, ...one })),
    { minLength: 1, maxLength: 9 },
  ),
);
const pixels = new Uint8Array([0, 90, 180, 255]);
const cat = { pixels, shape: [2, 2, 1], caption: 'cat' };
const plane = { title: 't', x: { label: 'x' }, y: { label: 'y' } };
const wide = { x: { label: 'x', domain: [0, 1] }, y: { label: 'y', domain: [0, 1] } };
const box = { ...look, width: size, height: size };
const bare = fc.record({ label: word, domain: pair });
const scaled = fc.constantFrom('shared', 'own');
const tones = fc.constantFrom('sequential', 'diverging');
const kind = fc.constantFrom('linear', 'log');
const direction = fc.constantFrom('up', 'right');

/** For each figure what it draws, and what one or two of its options are replaced by. */
const CASES: Readonly<Record<string, readonly [good: object, odd: Record<string, fc.Arbitrary<unknown>>]>> = {
  lineChart: [
    { ...plane, series: [{ name: 'a', y: [1, 2] }] },
    { ...box, x: axis, y: axis, series: lines, smoothing: number },
  ],
  epsilonCurve: [
    { title: 't', eps: [0, 0.1], series: [{ attack: 'a', accuracy: [1, 0] }] },
    {
      ...{ ...box, eps: numbers, chance: number, scale: fc.constantFrom(1, 255), norm: word },
      series: several({ attack: word, model: word, accuracy: numbers }),
    },
  ],
  errorSurface: [
    { title: 't', ...wide, surface: (x: number, y: number) => x - y, resolution: 5 },
    {
      ...{ ...box, x: bare, y: bare, paths: several(xy), resolution: fc.constantFrom(0, 2, 7, Number.NaN) },
      surface: fc.oneof(
        fc.func(number),
        fc.constant(() => Number.NaN),
        fc.record({ values: numbers, rows: side, columns: side }),
        fc.array(number, { minLength: 9, maxLength: 9 }).map((values) => ({ values, rows: 3, columns: 3 })),
      ),
      z: fc.record({ label: word, scale: kind, levels: fc.oneof(number, numbers) }),
      equal: fc.boolean(),
    },
  ],
  paretoChart: [
    { ...plane, points: [{ name: 'a', x: 1, y: 2 }] },
    { ...box, x: axis, y: axis, points: several({ name: word, x: number, y: number }) },
  ],
  scatter: [
    { title: 't', ...wide, series: [{ name: 'a', x: [0.5], y: [0.5] }] },
    {
      ...{ ...box, x: axis, y: axis, series: lines, resolution: fc.constantFrom(0, 2, 7) },
      regions: fc.constantFrom(
        () => 0,
        (x: number) => x,
      ),
    },
  ],
  imageGrid: [
    { title: 't', images: [cat, cat] },
    { ...look, images, columns: side, cell: size },
  ],
  adversarialGrid: [
    { title: 't', rows: [{ clean: cat, adversarial: cat }], eps: 0.1 },
    {
      ...{ ...look, eps: number, amplify: number, cell: size, labels: fc.tuple(word, word, word) },
      rows: several(
        { clean: image, adversarial: image, top: fc.record({ clean: shares, adversarial: shares }) },
        ['top'],
      ),
    },
  ],
  rankingGrid: [
    { title: 't', images: [{ ...cat, shares: [{ name: 'a', value: 1 }] }] },
    {
      ...{ ...look, columns: side, labels: words, cell: size },
      images: fc.array(
        shares.map((all) => ({ ...cat, shares: all })),
        { maxLength: 3 },
      ),
    },
  ],
  featureMaps: [
    { title: 't', values: [1, 2, 3, 4, 5, 6, 7], shape: [1, 7, 1] },
    {
      ...{ ...look, values: numbers, shape: fc.tuple(side, side, side), scale: scaled, colors: tones },
      ...{ channels: numbers, captions: words, columns: side, cell: size },
    },
  ],
  filters: [
    { title: 't', values: [1, 2, 3, 4, 5, 6, 7], shape: [1, 1, 1, 7] },
    {
      ...{ ...look, values: numbers, shape: fc.tuple(side, side, side, side), scale: scaled },
      ...{ channels: numbers, inputs: numbers, captions: words, columns: side, cell: size },
    },
  ],
  confusionMatrix: [
    { title: 't', truth: [0, 1, 1], predicted: [0, 1, 0] },
    {
      ...{ ...look, truth: numbers, predicted: numbers, names: words, classes: number, cell: size },
      ...{ normalize: fc.constantFrom('none', 'true', 'predicted', 'all'), most: fc.constantFrom(1, 2, 201) },
    },
  ],
  heatmap: [
    { title: 't', values: [[1, 2, 3]] },
    {
      ...{ ...look, values: matrix, rows: words, columns: words, colors: tones, domain: pair, cell: size },
      ...{
        format: fc.constantFrom('.2f', 'no'),
        labels: fc.record({ rows: word, columns: word, values: word }),
      },
    },
  ],
  attentionHeatmap: [
    { title: 't', weights: [[0.5, 0.5, 0]], queries: ['a'], keys: ['b', 'c', 'd'] },
    { ...look, weights: matrix, queries: words, keys: words, brightest: number, cell: size },
  ],
  table: [
    { title: 't', columns: ['a', 'b'], rows: [[1, 'c']] },
    {
      ...look,
      columns: words,
      rows: fc.array(fc.array(fc.oneof(word, number), { minLength: 1, maxLength: 3 })),
    },
  ],
  histogram: [
    { title: 't', x: { label: 'x' }, series: [{ name: 'a', values: [1, 2, 2] }] },
    {
      ...{
        ...box,
        x: axis,
        y: fc.record({ scale: kind }),
        bins: fc.oneof(number, numbers),
        density: fc.boolean(),
      },
      series: several({ name: word, values: numbers }),
    },
  ],
  weightHistogram: [
    { title: 't', before: [1, -2], after: [0, -2] },
    { ...box, before: numbers, after: numbers, bins: number, scale: kind, label: word },
  ],
  sparsityBars: [
    { title: 't', layers: [{ name: 'a', total: 4, zeros: 1 }] },
    { ...box, layers: several({ name: word, total: number, zeros: number }) },
  ],
  barChart: [
    { title: 't', categories: ['a', 'b'], value: { label: 'v' }, series: [{ name: 'n', values: [1, 2] }] },
    {
      ...{ ...box, categories: words, value: axis, direction, behind: words, label: word },
      series: fc.oneof(
        several({ name: word, values: numbers, errors: numbers }, ['errors']),
        pair.map((values) => [{ name: '', values }]),
      ),
    },
  ],
  boxplot: [
    { title: 't', groups: [{ name: 'a', values: [1, 2] }], value: { label: 'v' } },
    { ...box, groups: several({ name: word, values: numbers }), label: word, value: axis, direction },
  ],
};

const makers = plot as unknown as Readonly<Record<string, (options: unknown) => plot.Figure>>;
const COORDINATES = /^(x|y|width|height|d|transform|cx|cy|r|viewBox|stroke-width|opacity|fill-opacity)$/;

test('every function that makes a figure is tried', () => {
  const functions = Object.keys(makers).filter((name) => /^[a-z]/.test(name));
  // Grids are made of figures that are sound already, the others make none.
  const others = ['figureGrid', 'htmlReport', 'overSeeds', 'sparkline', 'trace', 'watch'];
  expect(Object.keys(CASES).sort()).toEqual(functions.filter((name) => !others.includes(name)).sort());
});

describe.each(Object.entries(CASES))('%s', (name, [good, odd]) => {
  let [drawn, refused] = [0, 0];
  const options = fc
    .tuple(fc.subarray(Object.keys(odd), { minLength: 1, maxLength: 2 }), fc.record(odd))
    .map(([replaced, all]) => ({ ...good, ...Object.fromEntries(replaced.map((key) => [key, all[key]])) }));

  test('draws any input soundly, or says in its own name what is wrong with it', () => {
    fc.assert(
      fc.property(options, (given) => {
        let figure: plot.Figure;
        try {
          figure = makers[name]?.(given) as plot.Figure;
        } catch (error) {
          if (!(error instanceof plot.PlotError)) throw error;
          expect(error.message).toMatch(new RegExp(`^(${name}|format)\\b.*\\.$`, 's'));
          refused++;
          return;
        }
        drawn++;
        for (const { attributes } of parseSvg(figure.toSvg())) {
          for (const [key, value] of Object.entries(attributes)) {
            if (COORDINATES.test(key))
              expect(`${key}=${value}`).not.toMatch(/NaN|Infinity|undefined|\de[+-]?\d/);
          }
        }
        expect(figure.toTerminal({ width: 60 })).not.toMatch(/NaN|undefined/);
        expect([figure.width, figure.height].every((side) => side > 0 && side < 16_384)).toBe(true);
      }),
      { numRuns: 120 },
    );
    expect([drawn > 10, refused > 10]).toEqual([true, true]);
  });
});
