import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it, test } from 'vitest';
import { sequentialScale } from './color-scale.ts';
import { type HeatmapOptions, heatmap } from './heatmap.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const attention: HeatmapOptions = {
  title: 'Attention of a translation',
  values: [
    [0.92, 0.05, 0.02, 0.01],
    [0.03, 0.11, 0.84, 0.02],
    [0.02, 0.71, 0.25, 0.02],
    [0, 0.01, 0.02, 0.97],
  ],
  rows: ['我', '跑', '了', '。'],
  columns: ['i', 'ran', 'yesterday', '.'],
  labels: { rows: 'written', columns: 'read', values: 'attention' },
  domain: [0, 1],
};

/** The cells: rectangles inside the first group that is drawn crisply. */
const cellsOf = (options: HeatmapOptions) => {
  const all = parseSvg(heatmap(options).toSvg());
  const start = all.findIndex(({ attributes }) => attributes['shape-rendering'] === 'crispEdges');
  const end = all.findIndex(({ name }, index) => index > start && name !== 'rect');
  const frame = (all.slice(start + 1, end) as typeof all).filter(
    ({ attributes }) => attributes.fill !== 'none',
  );
  return frame.map(({ attributes: { x, y, width, height, fill } }) => ({
    ...{ x: Number(x), y: Number(y), width: Number(width), height: Number(height), fill },
  }));
};

describe('heatmap', () => {
  it('gives each value the colour of the scale, at its place', () => {
    const { values } = attention;
    const found = cellsOf({ ...attention, cell: 20 });
    const scale = sequentialScale({ domain: [0, 1] });
    const left = Math.min(...found.map(({ x }) => x));
    const top = Math.min(...found.map(({ y }) => y));
    for (const [row, line] of values.entries()) {
      for (const [column, value] of Array.from(line).entries()) {
        const at = found.find(
          ({ x, y, width }) =>
            y === top + 20 * row && x <= left + 20 * column && x + width > left + 20 * column,
        );
        expect(at?.fill).toBe(scale.hex(value));
      }
    }
  });

  it('covers the matrix with cells that do not overlap', () => {
    const value = fc.integer({ min: 0, max: 3 });
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([h, w]) =>
        fc.array(fc.array(value, { minLength: w, maxLength: w }), { minLength: h, maxLength: h }),
      );
    fc.assert(
      fc.property(matrix, (values) => {
        const found = cellsOf({ title: '', values, cell: 10 });
        const area = found.reduce((sum, { width, height }) => sum + width * height, 0);
        expect(area).toBe(100 * values.flat().length);
      }),
    );
  });

  it('has all labels, and writes values where they have room', () => {
    const texts = drawnTexts(heatmap({ ...attention, format: '.0%' }).toSvg());
    for (const label of ['我', '跑', 'yesterday', 'written', 'read', 'attention', '92%', '97%', '0%']) {
      expect(texts).toContain(label);
    }
    expect(drawnTexts(heatmap({ ...attention, format: '.0%', cell: 14 }).toSvg())).not.toContain('92%');
  });

  it('leaves out labels that would touch', () => {
    const values = Array.from({ length: 300 }, (_, row) =>
      Array.from({ length: 300 }, (_, column) => row * column),
    );
    const texts = drawnTexts(heatmap({ title: 'Large', values }).toSvg());
    expect(texts).toContain('14');
    expect(texts).not.toContain('13');
  });

  it('says what it shows, and what it leaves out', () => {
    const { description } = heatmap({
      title: '',
      values: [
        [1, Number.NaN],
        [Number.POSITIVE_INFINITY, 4],
      ],
      rows: ['a', 'b'],
      columns: ['c', 'd'],
    });
    expect(description).toBe(
      'Heatmap with 2 rows and 2 columns, values from 1 to 4. 2 values are not finite and left out. Largest in each row: a: c (1); b: d (4).',
    );
  });

  it('draws a single value', () => {
    expect(cellsOf({ title: '', values: [[3]] })).toHaveLength(1);
    expect(drawnTexts(heatmap({ title: '', values: [[3]] }).toSvg())).toContain('3');
  });

  it.each<[string, Partial<HeatmapOptions>, RegExp]>([
    ['nothing', { values: [] }, /no value/],
    ['empty rows', { values: [[]] }, /no value/],
    ['unequal rows', { values: [[1], [1, 2]] }, /row 1 has 2 values and row 0 has 1/],
    ['nothing finite', { values: [[Number.NaN]] }, /no value is finite/],
    ['too few labels', { values: [[1, 2]], columns: ['a'] }, /1 labels for 2 columns/],
    ['too many labels', { values: [[1, 2]], rows: ['a', 'b'] }, /2 labels for 1 rows/],
    ['a domain upside down', { values: [[1, 2]], domain: [2, 1] }, /domain/],
    [
      'an endless domain',
      { values: [[1, 2]], domain: [0, Number.POSITIVE_INFINITY], colors: 'diverging' },
      /heatmap: the domain is \[0, Infinity\]/,
    ],
    ['no cell', { values: [[1]], cell: 0 }, /cell is 0/],
    ['another format', { values: [[1]], format: 'percent' }, /format/],
  ])('refuses %s', (_, options, message) => {
    const attempt = () => heatmap({ title: '', values: [[1]], ...options });
    expect(attempt).toThrow(PlotError);
    expect(attempt).toThrow(message);
  });
});

const weights = Array.from({ length: 8 }, (_, row) =>
  Array.from({ length: 12 }, (_, column) => Math.sin(row * 12.9898 + column * 78.233) * (1 + row / 4)),
);
test.each<[string, HeatmapOptions]>([
  ['attention', attention],
  ['attention-dark', { ...attention, theme: 'dark', format: '.2f' }],
  [
    'diverging',
    { title: 'Weights', values: weights, colors: 'diverging', labels: { rows: 'unit', columns: 'input' } },
  ],
])('golden: heatmap-%s.svg', async (name, options) => {
  await expect(heatmap(options).toSvg()).toMatchFileSnapshot(`golden/heatmap-${name}.svg`);
});

it('keeps rows readable where there are hundreds of columns', () => {
  const values = [0, 1, 2].map((row) => Array.from({ length: 300 }, (_, column) => (row + column) % 7));
  const sizes = cellsOf({ title: 'wide', values, rows: ['a', 'b', 'c'] });
  expect(new Set(sizes.map(({ height }) => height))).toEqual(new Set([16]));
  expect(drawnTexts(heatmap({ title: 'wide', values, rows: ['a', 'b', 'c'] }).toSvg())).toEqual(
    expect.arrayContaining(['a', 'b', 'c']),
  );
});

it('names the one value that all cells have, and that of ends next to each other', () => {
  expect(drawnTexts(heatmap({ title: 'a', values: [[0.375, 0.375]] }).toSvg())).toContain('0.375');
  expect(drawnTexts(heatmap({ title: 'a', values: [[5e-324, 1e-323]] }).toSvg())).toContain('4.941e-324');
});

it('draws very many cells as one picture, each in its colour, and leaves what has none blank', () => {
  const values = Array.from({ length: 201 }, (_, row) =>
    Array.from({ length: 200 }, (__, column) => row + column),
  );
  (values[3] as number[])[7] = Number.NaN;
  for (const [theme, blank] of [
    ['light', [255, 255, 255]],
    ['dark', [22, 24, 29]],
  ] as const) {
    const pictures = parseSvg(heatmap({ title: 'many', values, theme }).toSvg()).filter(
      ({ name }) => name === 'image',
    );
    expect(pictures).toHaveLength(1);
    const { data, width, height } = decode(
      Buffer.from(pictures[0]?.attributes.href?.split(',')[1] ?? '', 'base64'),
    );
    expect([width, height]).toEqual([200, 201]);
    const pixel = (row: number, column: number) => [...data.slice(3 * (200 * row + column)).slice(0, 3)];
    expect(pixel(3, 7)).toEqual(blank);
    expect(pixel(40, 60)).toEqual(sequentialScale({ domain: [0, 399] }).rgb(100));
  }
});
