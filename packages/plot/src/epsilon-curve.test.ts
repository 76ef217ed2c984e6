import { expect, it, test } from 'vitest';
import { type EpsilonCurveOptions, epsilonCurve } from './epsilon-curve.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { THEMES } from './theme.ts';

const plot: EpsilonCurveOptions = {
  title: 'Robustness',
  eps: [0, 0.1, 0.2],
  series: [
    { attack: 'FGSM', model: 'plain', accuracy: [0.99, 0.5, 0.2] },
    { attack: 'PGD', model: 'plain', accuracy: [0.99, 0.2, 0] },
    { attack: 'FGSM', model: 'robust', accuracy: [0.98, 0.95, 0.9] },
    { attack: 'PGD', model: 'robust', accuracy: [0.98, 0.9, 0.8] },
  ],
};
const curvesOf = (options: EpsilonCurveOptions) => {
  const elements = parseSvg(epsilonCurve(options).toSvg());
  return elements
    .slice(elements.findLastIndex(({ name }) => name === 'svg'))
    .filter(({ attributes }) => attributes['stroke-width'] === '2')
    .map(({ attributes }) => attributes);
};

it('tells attacks apart by colour and models by dashes', () => {
  const [one, two] = THEMES.light.series;
  expect(curvesOf(plot).map((curve) => [curve.stroke, curve['stroke-dasharray']])).toEqual([
    [one, undefined],
    [two, undefined],
    [one, '6 4'],
    [two, '6 4'],
  ]);
  const texts = drawnTexts(epsilonCurve(plot).toSvg());
  expect(texts).toEqual(expect.arrayContaining(['FGSM, plain', 'PGD, robust', 'eps (L∞)', '0%', '100%']));
});

it('draws chance as a flat grey line, and eps in steps of a byte', () => {
  const options: EpsilonCurveOptions = { ...plot, eps: [0, 4 / 255, 8 / 255], chance: 0.1, scale: 255 };
  const chance = curvesOf(options).at(-1);
  expect(chance?.stroke).toBe(THEMES.light.muted);
  expect(new Set([...(chance?.d ?? '').matchAll(/,([\d.]+)/g)].map(([, y]) => y)).size).toBe(1);
  const texts = drawnTexts(epsilonCurve(options).toSvg());
  expect(texts).toEqual(expect.arrayContaining(['eps (L∞, of 255)', '8', 'chance']));
  expect(epsilonCurve(options).description).toContain('FGSM, plain: 3 values, from 0.99 at 0 to 0.2 at 8.');
});

it('leaves a gap at NaN and draws a single eps', () => {
  const series = [{ attack: 'FGSM', accuracy: [0.9, Number.NaN, 0.1] }];
  expect(epsilonCurve({ ...plot, series }).description).toContain('3 values, 1 without a place');
  expect(() =>
    epsilonCurve({ ...plot, eps: [0.1], series: [{ attack: 'FGSM', accuracy: [0.5] }] }),
  ).not.toThrow();
});

it.each<[string, Partial<EpsilonCurveOptions>, RegExp]>([
  ['no eps', { eps: [] }, /no eps/],
  ['no series', { series: [] }, /no series/],
  ['eps out of order', { eps: [0, 0.2, 0.1] }, /eps 2 is 0.1/],
  ['a negative eps', { eps: [-1, 0, 1] }, /eps 0 is -1/],
  ['an endless eps', { eps: [0, 1, Number.POSITIVE_INFINITY] }, /eps 2 is Infinity/],
  [
    'percent',
    { series: [{ attack: 'FGSM', accuracy: [99, 50, 1] }] },
    /accuracy 0 of "FGSM" is 99; give shares/,
  ],
  ['too few accuracies', { series: [{ attack: 'FGSM', accuracy: [0.5] }] }, /1 accuracies for 3 eps/],
  [
    'nothing to draw',
    { series: [{ attack: 'a', accuracy: [Number.NaN, Number.NaN, Number.NaN] }] },
    /epsilonCurve: no series has a point/,
  ],
  ['chance beyond 1', { chance: 10 }, /chance is 10/],
])('refuses %s', (_, options, message) => {
  expect(() => epsilonCurve({ ...plot, ...options })).toThrow(PlotError);
  expect(() => epsilonCurve({ ...plot, ...options })).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: epsilon-curve-%s.svg', async (theme) => {
  const svg = epsilonCurve({ ...plot, chance: 0.1, theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/epsilon-curve-${theme}.svg`);
});
