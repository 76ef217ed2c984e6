import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import * as plot from './index.ts';
import { parseSvg } from './parse-svg.ts';
import { THEMES, type Theme } from './theme.ts';

interface Sample {
  readonly file: string;
  readonly figures: readonly (readonly [Theme, plot.Figure])[];
}

const repository = new URL('../../../', import.meta.url);
let page = '';
let samples: readonly Sample[] = [];

beforeAll(async () => {
  const { drawSamples, galleryPage } = await import(new URL('scripts/gallery/page.mjs', repository).href);
  samples = drawSamples(plot);
  page = galleryPage(plot);
}, 60_000);

test('the committed gallery shows the figures as they are: `npm run gallery` makes it again', async () => {
  const committed = await readFile(new URL('docs/gallery/index.html', repository), 'utf8');
  const lines = committed.split('\n');
  // The first line that differs says more than two pages of half a megabyte.
  const at = page.split('\n').findIndex((line, index) => line !== lines[index]);
  expect([at, lines[at]]).toEqual([-1, undefined]);
  expect(committed).toHaveLength(page.length);
});

const all = () =>
  samples.flatMap(({ file, figures }) => figures.map(([theme, figure]) => ({ file, theme, figure })));

test('every figure is a picture with a name and a description', () => {
  expect(samples.length).toBeGreaterThan(15);
  for (const { figure } of all()) {
    const elements = parseSvg(figure.toSvg());
    expect(elements[0]?.attributes).toMatchObject({ role: 'img', 'aria-label': figure.title });
    expect(elements.slice(1, 3).map(({ name, text }) => [name, text])).toEqual([
      ['title', figure.title],
      ['desc', figure.description],
    ]);
    expect(figure.description.length).toBeGreaterThan(20);
  }
});

test('no text is smaller than 12 pixels or lighter than its ground allows', () => {
  for (const { file, theme, figure } of all()) {
    const { ink, muted, good, bad } = THEMES[theme];
    // Those of heatmaps stand on colours, and are chosen for them (`inkOn`).
    const allowed = [ink, muted, good, bad, '#010101', '#fefefe'];
    for (const { name, attributes } of parseSvg(figure.toSvg())) {
      const { 'font-size': size, fill } = attributes;
      if (size !== undefined) expect([file, Number(size) >= 12]).toEqual([file, true]);
      if (fill !== undefined && (name === 'text' || size !== undefined)) expect(allowed).toContain(fill);
    }
  }
});
