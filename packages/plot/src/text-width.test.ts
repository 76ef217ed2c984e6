import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { textWidth } from './text-width.ts';
import { element, escapeXml } from './xml.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((font) => join(fonts, font));

/** The width of the ink, as resvg draws it. */
function drawnWidth(text: string, weight: string): number {
  const style = { y: 50, 'font-family': 'DejaVu Sans', 'font-size': 20, 'font-weight': weight };
  const svg = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: 4000, height: 100 },
    element('text', style, escapeXml(text)),
  );
  return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles } }).innerBBox()?.width ?? 0;
}

const ASCII = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 33 + index));
const SAMPLES = [
  ASCII,
  'HAMBURG',
  'fitting illicit',
  '7 (99.8 %)',
  'Größe über Straße',
  'ε = 0.25 ± 10⁻⁴',
  'Щёлочь и жуки',
  '…−×✓',
];

test('ASCII is measured to one pixel in a hundred', () => {
  for (const sample of [ASCII, 'HAMBURG', '7 (99.8 %)']) {
    const drawn = drawnWidth(sample, 'normal');
    expect(Math.abs(textWidth(sample, 20) - drawn)).toBeLessThan(4 + drawn * 0.01);
  }
});

test.each(SAMPLES)('%s is drawn no wider than measured', (sample) => {
  expect(drawnWidth(sample, 'normal')).toBeLessThanOrEqual(textWidth(sample, 20) + 1);
  expect(drawnWidth(sample, 'bold')).toBeLessThanOrEqual(textWidth(sample, 20, true) + 1);
});

test('East Asian characters and emoji count as squares', () => {
  expect(textWidth('数据😀', 10)).toBeGreaterThanOrEqual(30);
});
