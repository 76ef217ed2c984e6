// Draws every figure of the gallery in headless Chromium and in Node, and compares the bytes.
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as plot from '@gradlab/plot';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page } from './bundle.ts';
import { executable, type Opened, openChromium } from './chromium.ts';

const MINUTE = 60_000;

const why = executable ? '' : ' (skipped: there is no Chromium here; set CHROMIUM_PATH)';
describe.skipIf(!executable)(`figures in headless Chromium${why}`, { timeout: 3 * MINUTE }, () => {
  let folder = '';
  let opened: Opened;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradlab-figures-'));
    const lib = {
      entry: join(page, 'plot.mjs'),
      formats: ['iife' as const],
      name: 'unused',
      fileName: 'figures',
    };
    await build({
      configFile: false,
      root: page,
      logLevel: 'error',
      build: { outDir: folder, lib, minify: false },
    });
    opened = await openChromium('about:');
    await opened.page.addScriptTag({ content: await readFile(join(folder, 'figures.iife.js'), 'utf8') });
  }, 3 * MINUTE);
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  }, MINUTE);

  test('have the same bytes as in Node, pictures and Chinese text among them', async () => {
    const found = (await opened.page.evaluate('figures.drawn()')) as [string, string, string][];
    const { drawSamples } = await import(new URL('../../scripts/gallery/page.mjs', import.meta.url).href);
    const expected = (drawSamples(plot) as { file: string; figures: [string, plot.Figure][] }[]).flatMap(
      ({ file, figures }) =>
        figures.map(([theme, figure]) => [`${file}-${theme}`, figure.toSvg(), figure.toTerminal()]),
    );
    expect(found.map(([name]) => name)).toEqual(expected.map(([name]) => name));
    const different = found.filter((one, index) => one.join() !== expected[index]?.join());
    expect(different.map(([name]) => name)).toEqual([]);
    const all = found.map(([, svg]) => svg).join('');
    expect(all).toContain('data:image/png;base64,');
    expect(all).toContain('任何');
  });

  test('are set in a font that is given, for the characters that it is for', async () => {
    const fonts = dirname(
      createRequire(new URL('../../packages/plot/package.json', import.meta.url)).resolve(
        'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
      ),
    );
    const font = (name: string) => JSON.stringify(readFileSync(join(fonts, name)).toString('base64'));
    const png = async (given = '') => (await opened.page.evaluate(`figures.png(${given})`)) as string;
    const plain = await png();
    const serif = await png(font('DejaVuSerif-Bold.ttf'));
    expect(plain.slice(0, 11)).toBe('iVBORw0KGgo');
    expect(serif.slice(0, 11)).toBe('iVBORw0KGgo');
    // The sign of the baht is in the blocks that a given font is asked for; the title's Latin letters are not.
    expect(serif).not.toBe(plain);
    expect(await png(JSON.stringify(Buffer.from('no font').toString('base64')))).toMatch(
      /font 0 is no font file/,
    );
  });

  test('give the browser nothing to complain about', () => {
    expect(opened.complaints.filter((text) => !text.includes('blob:'))).toEqual([]);
  });
});
