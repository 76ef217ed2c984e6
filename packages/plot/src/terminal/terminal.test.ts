import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { adversarialGrid } from '../adversarial-grid.ts';
import { barChart } from '../bar-chart.ts';
import { boxplot } from '../boxplot.ts';
import { sequentialScale } from '../color-scale.ts';
import { errorSurface } from '../error-surface.ts';
import { heatmap } from '../heatmap.ts';
import { histogram } from '../histogram.ts';
import { imageGrid } from '../image-grid.ts';
import { lineChart } from '../line-chart.ts';
import { PlotError } from '../plot-error.ts';
import { rankingGrid } from '../ranking-grid.ts';
import { sparsityBars } from '../sparsity-bars.ts';
import { table } from '../table.ts';
import { barLines } from './bar-lines.ts';
import { braille } from './braille.ts';
import { matrixLines } from './matrix-lines.ts';
import { cut, pad, paint, wrapped } from './terminal-text.ts';

const plain = { width: 60, color: false };
const axes = { x: { label: 'epoch' }, y: { label: 'loss' } };

describe('text in a terminal', () => {
  it('counts Chinese characters as two columns', () => {
    expect(cut('混淆矩阵', 8)).toBe('混淆矩阵');
    expect(cut('混淆矩阵', 7)).toBe('混淆矩…');
    expect(pad('混淆', 6)).toBe('混淆  ');
    expect(wrapped('混淆矩阵 of digits', 6)).toEqual(['混淆矩', '阵 of', 'digits']);
  });

  it('obeys no control character of a caption', () => {
    expect(cut('a\u001b[2Jb\nc', 20)).toBe('a [2Jb c');
    expect(imageGrid({ title: '\u001b[2J', images: [grey(0)] }).toTerminal()).not.toContain('\u001b');
  });

  it('colours only where asked to', () => {
    expect(paint('x', '#ff8000', { width: 80, color: true })).toBe('\u001b[38;2;255;128;0mx\u001b[39m');
    expect(paint('x', '#ff8000', plain)).toBe('x');
  });
});

describe('braille', () => {
  it('sets the eight dots of a character', () => {
    const places = [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
      [0, 3],
      [1, 3],
    ] as const;
    const drawn = places.map((place) => {
      const one = braille(1, 1);
      one.line(place, place, '#000000');
      return one.lines(plain)[0];
    });
    expect(drawn).toEqual(['⠁', '⠂', '⠄', '⠈', '⠐', '⠠', '⡀', '⢀']);
  });

  it('joins two dots by a line, and leaves out what is outside', () => {
    const one = braille(2, 1);
    one.line([0, 3], [3, 0], '#000000');
    expect(one.lines(plain)).toEqual(['⡠⠊']);
    one.line([-5, 9], [-5, 9], '#000000');
    expect(one.lines(plain)).toEqual(['⡠⠊']);
  });
});

it('bars are as long as their shares, in eighths of a character', () => {
  const bar = (label: string, share: number) => ({ label, share, text: '1', color: '#000000' });
  const lines = barLines([bar('a', 1), bar('bc', 0.5), bar('', 1 / 32)], { width: 10, color: false });
  expect(lines).toEqual(['a  │████ 1', 'bc │██ 1', '   │▏ 1']);
});

it('a matrix shows shades or values, and says what does not fit', () => {
  const matrix = {
    values: [
      [0, 1],
      [2, 4],
    ],
    rows: ['a', 'b'],
    columns: ['c', 'd'],
    scale: sequentialScale({ domain: [0, 4] }),
  };
  expect(matrixLines(matrix, plain)).toEqual(['  c d', 'a ··░░', 'b ▒▒██', '0 ··░░▒▒▓▓██ 4']);
  expect(matrixLines({ ...matrix, format: String }, plain)).toEqual(['    c  d', 'a   0  1', 'b   2  4']);
  expect(matrixLines(matrix, { width: 4, color: false }).at(-1)).toBe('1 columns do not fit');
});

const grey = (value: number) => ({ pixels: [value, value, value, value], shape: [2, 2, 1] as const });

it('an image shows its brightness as density', () => {
  const lines = imageGrid({ title: 'Two', images: [grey(0), grey(1)] })
    .toTerminal({ width: 60 })
    .split('\n');
  expect(lines[1]).toBe(`${' '.repeat(10)}@@@@@@@@`);
});

it('a falling line begins at the top left and ends at the bottom right', () => {
  const figure = lineChart({ title: 'Loss', ...axes, series: [{ name: 'train', y: [4, 3, 2, 1, 0] }] });
  const lines = figure.toTerminal({ width: 40 }).split('\n');
  expect(lines.slice(0, 2)).toEqual(['Loss', 'loss']);
  expect(lines[2]).toMatch(/^4 │⠉*⠢?/);
  expect(lines.findIndex((line) => line.startsWith('2 │'))).toBeGreaterThan(6);
  expect(lines.find((line) => line.startsWith('0 │'))).toMatch(/●$/);
  expect(lines.at(-1)).toBe('● train');
});

it('a surface is dark where it is low, with the steps of a path over it', () => {
  const lines = errorSurface({
    title: 'Bowl',
    x: { label: 'w', domain: [-1, 1] },
    y: { label: 'b', domain: [0, 2] },
    surface: (x) => x,
    paths: [{ name: 'SGD', x: [-1, 1], y: [0, 2] }],
  })
    .toTerminal({ width: 40 })
    .split('\n');
  expect(lines).toHaveLength(19);
  expect(lines[1]).toMatch(/^ {7}2 +·+░+▒+▓+█+●$/);
  expect(lines[16]).toMatch(/^ {7}0 ● +·+░+▒+▓+█+$/);
  expect(lines[17]).toMatch(/^ {9}−1 +1$/);
});

it('images with bars have both', () => {
  const shares = [{ name: 'cat', value: 0.5 }];
  const lines = rankingGrid({ title: 'Two', images: [{ ...grey(1), shares }] }).toTerminal({ width: 40 });
  expect(lines).toMatch(/@@@@@@@@\ncat │█{14} 50\.0 %$/);
});

it('no line is wider than the terminal, whatever the texts', () => {
  const word = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(word, word, word, fc.integer({ min: 40, max: 100 }), (title, one, two, width) => {
      const figures = [
        table({ title, columns: [one, two], rows: [[two, one]] }),
        heatmap({ title, values: [[1, 2]], rows: [one], columns: [two, one] }),
        lineChart({ title, ...axes, series: [{ name: one, y: [1, 2] }] }),
        imageGrid({ title, images: [{ ...grey(1), caption: one }] }),
        barChart({
          title,
          categories: [one, two],
          value: { label: title },
          series: [{ name: one, values: [1, 2] }],
        }),
        sparsityBars({ title, layers: [{ name: one, total: 1234567, zeros: 123456 }] }),
        histogram({ title, x: { label: one }, series: [{ name: two, values: [1, 2, Number.NaN] }] }),
        boxplot({ title, value: { label: one }, groups: [{ name: two, values: [1, 2, 3] }] }),
        rankingGrid({ title, images: [{ ...grey(1), shares: [{ name: one, value: 1 }] }], labels: [two] }),
        adversarialGrid({
          ...{ title, eps: 1, labels: [one, two, one], rows: [{ clean: grey(1), adversarial: grey(0) }] },
        }),
      ];
      for (const figure of figures) {
        for (const line of figure.toTerminal({ width }).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it.each([0, 39, 401, 60.5, Number.NaN])('refuses a width of %s', (width) => {
  const figure = table({ title: '', columns: ['a'], rows: [] });
  expect(() => figure.toTerminal({ width })).toThrow(PlotError);
  expect(() => figure.toTerminal({ width })).toThrow(/whole number of columns/);
});
