import { expect, test } from 'vitest';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { table } from './table.ts';

const data = {
  columns: ['attack', { label: 'accuracy', format: '.1%' }, 'mean L2', 'images'],
  rows: [
    ['none', 0.9912, 0, 10_000],
    ['FGSM', 0.2134, 6.41234, 10_000],
    ['PGD', Number.NaN, 0.000012, 1234.5678],
  ],
};

test('numbers are formatted by column and stand to the right, texts to the left', () => {
  const svg = table({ title: 'Attacks', ...data }).toSvg();
  expect(drawnTexts(svg)).toEqual([
    'Attacks',
    ...['attack', 'none', 'FGSM', 'PGD'],
    ...['accuracy', '99.1%', '21.3%', 'NaN'],
    ...['mean L2', '0', '6.412', '1.2e-5'],
    ...['images', '10,000', '10,000', '1,234.6'],
  ]);
  const anchors = parseSvg(svg)
    .map(({ attributes }) => attributes['text-anchor'])
    .filter(Boolean);
  expect(anchors).toEqual(['start', 'end', 'end', 'end']);
});

test('a very long value is shortened', () => {
  const texts = drawnTexts(table({ title: '', columns: ['a'], rows: [['word '.repeat(50)]] }).toSvg());
  expect(texts.at(-1)).toMatch(/^word word.*…$/);
});

test('refuses tables that are not rectangular, or empty', () => {
  expect(() => table({ title: '', columns: ['a', 'b'], rows: [[1, 2], [3]] })).toThrow(PlotError);
  expect(() => table({ title: '', columns: ['a', 'b'], rows: [[1, 2], [3]] })).toThrow(
    /row 1 has 1 values for 2 columns/,
  );
  expect(() => table({ title: '', columns: [], rows: [] })).toThrow(/no columns/);
});

test('golden: table.svg', async () => {
  await expect(table({ title: 'Accuracy under attack', ...data }).toSvg()).toMatchFileSnapshot(
    'golden/table.svg',
  );
});
