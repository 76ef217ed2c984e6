import { expect, it, test } from 'vitest';
import { type AttentionHeatmapOptions, attentionHeatmap } from './attention-heatmap.ts';
import { sequentialScale } from './color-scale.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const plot: AttentionHeatmapOptions = {
  title: '注意力',
  weights: [
    [0.75, 0.25, 0],
    [0, 0.5, 0.5],
  ],
  queries: ['我', '跑了'],
  keys: ['I', 'ran', '.'],
};

it('has all tokens, in any script, and what each attends to', () => {
  const figure = attentionHeatmap({ ...plot, format: '.2f' });
  expect(drawnTexts(figure.toSvg())).toEqual(
    expect.arrayContaining(['注意力', '我', '跑了', 'I', 'ran', '.', 'output', 'input', 'attention', '0.75']),
  );
  expect(figure.description).toBe(
    'Heatmap with 2 rows (output) and 3 columns (input), values from 0 to 0.75. Largest in each row: 我: I (0.75); 跑了: ran (0.5).',
  );
  expect(figure.toTerminal({ width: 40 })).toMatch(/我\s+0\.75 0\.25 0\.00/);
});

it('is dark at 0 and brightest at the largest weight, or where it is told', () => {
  const fills = (options: AttentionHeatmapOptions) =>
    parseSvg(attentionHeatmap(options).toSvg()).map(({ attributes }) => attributes.fill);
  expect(fills(plot)).toContain(sequentialScale({ domain: [0, 1] }).hex(1));
  expect(fills({ ...plot, brightest: 1 })).toContain(sequentialScale({ domain: [0, 1] }).hex(0.75));
});

it('takes rows of zeros, as masks leave them, and float16 rounding', () => {
  expect(() =>
    attentionHeatmap({
      ...plot,
      weights: [
        [0, 0, 0],
        [0, 0, 0],
      ],
    }),
  ).not.toThrow();
  expect(() =>
    attentionHeatmap({
      ...plot,
      weights: [
        [1.001, 0, 0],
        [0.334, 0.334, 0.334],
      ],
    }),
  ).not.toThrow();
});

it.each<[string, Partial<AttentionHeatmapOptions>, RegExp]>([
  ['nothing', { weights: [], queries: [] }, /0 rows for 0 queries/],
  ['too few queries', { queries: ['a'] }, /2 rows for 1 queries/],
  ['too few keys', { keys: ['a'] }, /row 0 has 3 weights for 1 keys/],
  [
    'scores before the softmax',
    {
      weights: [
        [3, -1, 0],
        [0, 0, 0],
      ],
    },
    /weight 0 of row 0 is 3/,
  ],
  [
    'NaN',
    {
      weights: [
        [0, Number.NaN, 0],
        [0, 0, 0],
      ],
    },
    /weight 1 of row 0 is NaN/,
  ],
  [
    'heads added up',
    {
      weights: [
        [0.9, 0.9, 0],
        [0, 0, 0],
      ],
    },
    /row 0 sum to 1.8/,
  ],
  ['brightest 0', { brightest: 0 }, /brightest is 0/],
])('refuses %s', (_, options, message) => {
  expect(() => attentionHeatmap({ ...plot, ...options })).toThrow(PlotError);
  expect(() => attentionHeatmap({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: attention-heatmap-%s.svg', async (theme) => {
  const svg = attentionHeatmap({ ...plot, theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/attention-heatmap-${theme}.svg`);
});
