import { expect, it, test } from 'vitest';
import { drawnTexts } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { type WeightHistogramOptions, weightHistogram } from './weight-histogram.ts';

const before = Float32Array.from({ length: 500 }, (_, index) => Math.sin(index * 12.9898) ** 3);
const plot: WeightHistogramOptions = {
  title: 'Weights before and after pruning',
  before,
  after: before.map((weight) => (Math.abs(weight) < 0.5 ? 0 : weight)),
};

it('counts zeros in the names instead of drawing them', () => {
  const figure = weightHistogram({ ...plot, before: [-1, 0.5, 1, 0.25], after: [0, -0, 1, 0] });
  expect(drawnTexts(figure.toSvg())).toEqual(
    expect.arrayContaining(['before (none zero)', 'after (75.0% zero)']),
  );
  expect(figure.description).toContain('in 80 bins from −1 to 1');
  expect(figure.description).toContain('after (75.0% zero): 1 values');
});

it('draws what is left where one of both is all zeros, and says so', () => {
  const { description } = weightHistogram({ ...plot, after: [0, 0] });
  expect(description).toContain('after (100.0% zero): no weight to draw.');
});

it.each<[string, Partial<WeightHistogramOptions>, RegExp]>([
  ['no weights', { after: [] }, /"after" is empty/],
  ['only zeros', { before: [0], after: [0] }, /no weight is a finite number other than 0/],
  ['only NaN', { before: [Number.NaN], after: [Number.NaN] }, /no weight is a finite number/],
  ['no bins', { bins: 0 }, /weightHistogram: bins is 0/],
])('refuses %s', (_, options, message) => {
  expect(() => weightHistogram({ ...plot, ...options })).toThrow(PlotError);
  expect(() => weightHistogram({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: weight-histogram-%s.svg', async (theme) => {
  const svg = weightHistogram({ ...plot, theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/weight-histogram-${theme}.svg`);
});
