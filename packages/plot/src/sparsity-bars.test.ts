import { expect, it, test } from 'vitest';
import { drawnTexts } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { type LayerSparsity, sparsityBars } from './sparsity-bars.ts';

const layers = [
  { name: 'conv/kernel', total: 400, zeros: 100 },
  { name: 'dense/kernel', total: 1600, zeros: 1500 },
];

it('has the share of each layer, and of all by weights, not by layers', () => {
  const figure = sparsityBars({ title: 'Sparsity', layers });
  const told = ['80.0% of 2,000', '25.0% of 400', '93.8% of 1,600'];
  expect(drawnTexts(figure.toSvg())).toEqual(expect.arrayContaining(['all layers', ...told]));
  expect(figure.description).toBe(
    'Share of weights that are zero: all layers 80.0% of 2,000; conv/kernel 25.0% of 400; dense/kernel 93.8% of 1,600.',
  );
  expect(sparsityBars({ title: '', layers: layers.slice(0, 1) }).description).not.toContain('all layers');
});

it.each<[string, readonly LayerSparsity[], RegExp]>([
  ['no layer', [], /no layer/],
  ['more zeros than weights', [{ name: 'a', total: 1, zeros: 2 }], /"a" has 2 zeros of 1/],
  ['an empty layer', [{ name: 'a', total: 0, zeros: 0 }], /"a" has 0 zeros of 0/],
  ['NaN', [{ name: 'a', total: 1, zeros: Number.NaN }], /NaN zeros/],
])('refuses %s', (_, wrong, message) => {
  expect(() => sparsityBars({ title: '', layers: wrong })).toThrow(PlotError);
  expect(() => sparsityBars({ title: '', layers: wrong })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: sparsity-bars-%s.svg', async (theme) => {
  const svg = sparsityBars({ title: 'Sparsity', layers, theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/sparsity-bars-${theme}.svg`);
});
