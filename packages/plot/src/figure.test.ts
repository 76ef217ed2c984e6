import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { createFigure } from './figure.ts';
import { parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';
import { pngUri } from './png-uri.ts';
import { text } from './text.ts';
import { THEMES } from './theme.ts';
import { element } from './xml.ts';

const colors = THEMES.light;
const drawing = {
  title: 'A <b> & c',
  description: 'What it "shows"',
  width: 120,
  height: 60,
  colors,
  body: '',
};
const word = text('Gradlab', { x: 10, y: 40, 'font-size': 24, fill: '#ff0000' });
const boldWord = text('Gradlab', { x: 10, y: 40, 'font-size': 24, 'font-weight': 'bold', fill: '#ff0000' });

/** How many pixels of a PNG satisfy a test of [red, green, blue]. */
function count(png: Uint8Array, test: (red: number, green: number, blue: number) => boolean): number {
  const { data, channels } = decode(png);
  let found = 0;
  for (let at = 0; at < data.length; at += channels) {
    if (test(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) found += 1;
  }
  return found;
}
const red = (r: number, g: number, b: number) => r > 200 && g < 80 && b < 80;

test('an SVG names and describes itself and has no ids', () => {
  const elements = parseSvg(createFigure(drawing).toSvg());
  expect(elements[0]?.attributes).toMatchObject({
    role: 'img',
    'aria-label': 'A <b> & c',
    viewBox: '0 0 120 60',
  });
  expect(elements.find(({ name }) => name === 'title')?.text).toBe('A <b> & c');
  expect(elements.find(({ name }) => name === 'desc')?.text).toBe('What it "shows"');
  expect(elements.some(({ attributes }) => 'id' in attributes)).toBe(false);
});

test('a picture without a title is named by its description', () => {
  const [svg, title] = parseSvg(createFigure({ ...drawing, title: ' ' }).toSvg());
  expect([svg?.attributes['aria-label'], title?.text]).toEqual(['What it "shows"', 'What it "shows"']);
});

test('a PNG has the size asked for, twice the SVG by default', async () => {
  const figure = createFigure(drawing);
  expect(decode(await figure.toPng())).toMatchObject({ width: 240, height: 120 });
  expect(decode(await figure.toPng({ scale: 1 }))).toMatchObject({ width: 120, height: 60 });
  expect(decode(await figure.toPng({ scale: 0.5 }))).toMatchObject({ width: 60, height: 30 });
});

test('a PNG has its text, in both weights, from the shipped font', async () => {
  const blank = count(await createFigure(drawing).toPng(), red);
  const regular = count(await createFigure({ ...drawing, body: word }).toPng(), red);
  const bold = count(await createFigure({ ...drawing, body: boldWord }).toPng(), red);
  expect(blank).toBe(0);
  expect(regular).toBeGreaterThan(300);
  expect(bold).toBeGreaterThan(regular * 1.2);
});

test('a PNG draws images without smoothing', async () => {
  // Two pixels, black and white, 40 times enlarged.
  const href = pngUri(Uint8Array.of(0, 255), [1, 2, 1]);
  const style = 'image-rendering:pixelated';
  const body = element('image', { x: 0, y: 0, width: 80, height: 40, style, href });
  const png = await createFigure({ ...drawing, body }).toPng({ scale: 1 });
  expect(count(png, (r, g, b) => r === 0 && g === 0 && b === 0)).toBe(1600);
  expect(count(png, (r) => r > 0 && r < 255)).toBe(0);
});

test('a page is whole, refers to nothing outside and follows the theme of its reader', () => {
  const html = createFigure(drawing).toHtml();
  expect(html).toMatch(/^<!DOCTYPE html>/);
  expect(html).toContain(createFigure(drawing).toSvg());
  expect(html).toContain('<title>A &lt;b&gt; &amp; c</title>');
  expect(html).toContain('@media (prefers-color-scheme: dark)');
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link/);
});

test('a figure without a drawing for terminals has its words there', () => {
  expect(createFigure(drawing).toTerminal({ width: 40 })).toBe('A <b> & c\nWhat it "shows"');
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1000])('scale %s is refused', async (scale) => {
  await expect(createFigure(drawing).toPng({ scale })).rejects.toThrow(PlotError);
});
