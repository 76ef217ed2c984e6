import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { type AdversarialGridOptions, type AdversarialRow, adversarialGrid } from './adversarial-grid.ts';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const shape = [2, 2, 1] as const;
const row: AdversarialRow = {
  clean: { pixels: [0.5, 0.5, 0.5, 0.5], shape, caption: '7 (99.8 %)', tone: 'good' },
  adversarial: { pixels: [0.3, 0.5, 0.6, 0.7], shape, caption: '3 (63.1 %)', tone: 'bad' },
};
const make = (options: Partial<AdversarialGridOptions>) =>
  adversarialGrid({ title: 'FGSM', eps: 0.2, rows: [row], ...options });
const bytes = (svg: string, index: number) => {
  const href = parseSvg(svg).filter(({ name }) => name === 'image')[index]?.attributes.href ?? '';
  return [...decode(Buffer.from(href.split(',')[1] ?? '', 'base64')).data];
};

test('the perturbation is the difference, -eps black, 0 grey, +eps white', () => {
  expect(bytes(make({}).toSvg(), 1)).toEqual([0, 128, 191, 255]);
});

test('a given perturbation is drawn instead, and saturates beyond eps', () => {
  const perturbation = { pixels: Float32Array.of(-0.2, 0.1, 0.9, 0), shape };
  expect(bytes(make({ rows: [{ ...row, perturbation }] }).toSvg(), 1)).toEqual([0, 191, 255, 128]);
});

test('bytes are compared on the scale of [0, 1]', () => {
  const clean = { pixels: Uint8Array.of(0, 0, 0, 0), shape };
  const adversarial = { pixels: Uint8Array.of(0, 51, 0, 102), shape };
  expect(bytes(make({ rows: [{ clean, adversarial }] }).toSvg(), 1)).toEqual([128, 255, 128, 255]);
});

test('columns are named, rows read original + perturbation = adversarial', () => {
  const svg = make({ rows: [row, row] }).toSvg();
  expect(drawnTexts(svg)).toEqual([
    'FGSM',
    'original',
    'perturbation ±0.2',
    'adversarial',
    ...['7 (99.8 %)', '3 (63.1 %)', '+', '='],
    ...['7 (99.8 %)', '3 (63.1 %)', '+', '='],
  ]);
  expect(make({}).description).toContain('7 (99.8 %) becomes 3 (63.1 %)');
});

const top = {
  clean: [
    { name: '7', value: 0.998, tone: 'good' as const },
    { name: '9', value: 0.002 },
  ],
  adversarial: [
    { name: '3', value: 0.631, tone: 'bad' as const },
    { name: '7', value: 0.25 },
  ],
};
const amplified = (options: Partial<AdversarialGridOptions>) =>
  adversarialGrid({ title: 'FGSM', amplify: 1.5, rows: [row], ...options });

test('an amplified perturbation is drawn around grey', () => {
  // 0.5 + 1.5 * [-0.2, 0, 0.1, 0.2].
  expect(bytes(amplified({}).toSvg(), 1)).toEqual([51, 128, 166, 204]);
  expect(drawnTexts(amplified({}).toSvg())).toContain('perturbation × 1.5');
  expect(amplified({}).description).toContain('perturbation (drawn × 1.5)');
});

test('the largest probabilities stand under both images, as long as their shares', () => {
  const svg = make({ rows: [{ ...row, top }] }).toSvg();
  expect(drawnTexts(svg).slice(-8)).toEqual(['7', '99.8 %', '9', '0.2 %', '3', '63.1 %', '7', '25.0 %']);
  const bars = parseSvg(svg).filter(({ attributes }) => attributes['fill-opacity'] === '0.4');
  const widths = bars.map(({ attributes }) => Number(attributes.width));
  expect((widths[2] as number) / (widths[3] as number)).toBeCloseTo(0.631 / 0.25, 1);
  expect(make({ rows: [{ ...row, top }] }).toTerminal()).toMatch(/adversarial\n3 │█+.* 63\.1%/);
});

test.each<[RegExp, Partial<AdversarialGridOptions>]>([
  [/amplify is 2 and eps is 0.2; give one/, { amplify: 2 }],
  [/top of the original: there is no bar/, { rows: [{ ...row, top: { ...top, clean: [] } }] }],
  [
    /top of the adversarial image: bar 0 has the value 2/,
    { rows: [{ ...row, top: { ...top, adversarial: [{ name: '3', value: 2 }] } }] },
  ],
  [/no row/, { rows: [] }],
  [/eps is 0/, { eps: 0 }],
  [
    /row 0: the original is \[2, 2, 1\], the adversarial \[1, 4, 1\]/,
    { rows: [{ ...row, adversarial: { ...row.adversarial, shape: [1, 4, 1] } }] },
  ],
  [
    /row 0, perturbation: pixels are bytes/,
    { rows: [{ ...row, perturbation: { pixels: new Uint8Array(4), shape } }] },
  ],
  [
    /row 0, perturbation ±0.2: the value at index 1 is NaN/,
    { rows: [{ ...row, perturbation: { pixels: [0, Number.NaN, 0, 0], shape } }] },
  ],
  [
    /row 0, adversarial: the shape \[2, 2, 1\] needs 4/,
    {
      rows: [{ ...row, perturbation: { pixels: [0, 0, 0, 0], shape }, adversarial: { pixels: [0], shape } }],
    },
  ],
])('refuses what it cannot draw: %s', (message, options) => {
  expect(() => make(options)).toThrow(PlotError);
  expect(() => make(options)).toThrow(message);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to amplify by %s', (amplify) => {
  expect(() => amplified({ amplify })).toThrow(PlotError);
  expect(() => adversarialGrid({ title: '', rows: [row] })).toThrow(/eps is undefined; give one of both/);
});

test.each(['light', 'dark'] as const)('golden: adversarial-grid-top-%s.svg', async (theme) => {
  const svg = amplified({ title: 'PGD', amplify: 10, rows: [{ ...row, top }], theme }).toSvg();
  await expect(svg).toMatchFileSnapshot(`golden/adversarial-grid-top-${theme}.svg`);
});

test.each(['light', 'dark'] as const)('golden: adversarial-grid-%s.svg', async (theme) => {
  const withBar = {
    ...row,
    clean: { ...row.clean, value: 0.998 },
    adversarial: { ...row.adversarial, value: 0.631 },
  };
  const figure = make({ title: 'FGSM at eps 0.2', rows: [withBar, row], theme });
  await expect(figure.toSvg()).toMatchFileSnapshot(`golden/adversarial-grid-${theme}.svg`);
});
