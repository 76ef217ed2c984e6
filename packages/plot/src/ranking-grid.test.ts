import { expect, test } from 'vitest';
import { drawnTexts, parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { type RankedImage, type RankingGridOptions, rankingGrid } from './ranking-grid.ts';

const shape = [2, 2, 1] as const;
const clean: RankedImage = {
  pixels: [0, 0.5, 0.75, 1],
  shape,
  caption: 'tench',
  tone: 'good',
  shares: [
    { name: 'tench', value: 0.75, tone: 'good' },
    { name: 'goldfish', value: 0.125 },
  ],
};
const attacked: RankedImage = {
  ...clean,
  tone: 'bad',
  shares: [
    { name: 'a fish with a name that no panel is wide enough for', value: 1, tone: 'bad' },
    { name: 'tench', value: 0, tone: 'good' },
  ],
};
const make = (options: Partial<RankingGridOptions> = {}) =>
  rankingGrid({
    title: 'FGSM',
    images: [clean, attacked],
    labels: ['original', 'adversarial'],
    cell: 64,
    ...options,
  });
const rects = (svg: string) =>
  parseSvg(svg)
    .filter(({ name }) => name === 'rect')
    .map(({ attributes }) => attributes);

test('bars are as long as their shares, on tracks of the same length', () => {
  const bars = rects(make().toSvg()).filter(({ height }) => height === '11');
  expect(bars.map(({ width }) => Number(width))).toEqual([96, 72, 96, 12, 96, 96, 96, 0]);
  const [track, bar] = bars;
  expect(bar?.x).toBe(track?.x);
});

test('each image has its bars to the right of it, from its top downwards, and rows keep clear of each other', () => {
  const many = { ...clean, shares: Array.from({ length: 10 }, (_, i) => ({ name: `${i}`, value: i / 10 })) };
  const svg = make({ images: [many, clean, many], columns: 2 }).toSvg();
  const drawn = parseSvg(svg).filter(({ name }) => name === 'image');
  const bars = rects(svg).filter(({ height }) => height === '11');
  expect(drawn).toHaveLength(3);
  const at = (index: number) => ({ x: Number(bars[index]?.x), y: Number(bars[index]?.y) });
  const image = (index: number) => ({
    right: Number(drawn[index]?.attributes.x) + Number(drawn[index]?.attributes.width),
    top: Number(drawn[index]?.attributes.y),
  });
  expect(at(0).x).toBeGreaterThan(image(0).right);
  expect(at(0).x).toBeLessThan(Number(drawn[1]?.attributes.x));
  expect(at(20).x).toBeGreaterThan(image(1).right);
  // The tenth bar of the first row ends above the second row.
  expect(at(18).y + 11).toBeLessThan(image(2).top);
  expect(image(0).top).toBe(image(1).top);
});

test('names are written with percentages; one that is too long is cut and kept whole in a tooltip', () => {
  const svg = make().toSvg();
  const texts = drawnTexts(svg);
  expect(texts.slice(0, 3)).toEqual(['FGSM', 'original', 'adversarial']);
  expect(texts).toContain('goldfish');
  expect(texts).toContain('12.5 %');
  expect(texts.find((text) => text.startsWith('a fish'))).toMatch(/…$/);
  expect(svg).toContain('<title>a fish with a name that no panel is wide enough for</title>');
  expect(make().description).toContain('tench: tench 75.0 %');
});

test.each<[RegExp, Partial<RankingGridOptions>]>([
  [/no image/, { images: [] }],
  [/image 0: there is no bar/, { images: [{ ...clean, shares: [] }] }],
  [
    /image 1: bar 0 has the value 1.5/,
    { images: [clean, { ...clean, shares: [{ name: 'x', value: 1.5 }] }] },
  ],
  [/bar 0 has the value NaN/, { images: [{ ...clean, shares: [{ name: 'x', value: Number.NaN }] }] }],
  [/columns is 0/, { columns: 0 }],
  [/columns is 1 with 2 labels/, { columns: 1 }],
  [/image 0: the shape \[2, 2, 1\] needs 4/, { images: [{ ...clean, pixels: [0] }] }],
])('refuses what it cannot draw: %s', (message, options) => {
  expect(() => make(options)).toThrow(PlotError);
  expect(() => make(options)).toThrow(message);
});

test.each(['light', 'dark'] as const)('golden: ranking-grid-%s.svg', async (theme) => {
  await expect(make({ theme }).toSvg()).toMatchFileSnapshot(`golden/ranking-grid-${theme}.svg`);
});

test('bars begin beside the longest name', () => {
  const short = make({ images: [clean] });
  const long = make({ images: [clean, attacked] });
  const start = (svg: string) => Number(rects(svg).find(({ height }) => height === '11')?.x);
  expect(start(long.toSvg()) - start(short.toSvg())).toBeGreaterThan(60);
  expect(long.width).toBeGreaterThan(short.width);
});
