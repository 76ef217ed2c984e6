// Writes the gallery of figures with the built package and looks at it in headless Chromium.
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as plot from '@gradlab/plot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executable, type Opened, openChromium } from './chromium.ts';

const MINUTE = 60_000;
const scripts = new URL('../../scripts/gallery/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'gradlab-gallery-'));
const file = join(folder, 'index.html');
let html = '';
let samples: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const [{ galleryPage }, { SAMPLES }] = await Promise.all(
    ['page.mjs', 'samples.mjs'].map((name) => import(new URL(name, scripts).href)),
  );
  samples = SAMPLES;
  html = galleryPage(plot);
  await writeFile(file, html);
}, MINUTE);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the gallery has every function that makes a figure', async () => {
  const types = await readFile(new URL('../../packages/plot/dist/index.d.ts', import.meta.url), 'utf8');
  const makers = [...types.matchAll(/^declare function (\w+)\(.*\): Figure;$/gm)].map(([, name]) => name);
  expect(makers).toContain('lineChart');
  expect(Object.keys(samples).sort()).toEqual(makers.sort());
});

test('the gallery is the same every time', async () => {
  const { galleryPage } = await import(new URL('page.mjs', scripts).href);
  expect(galleryPage(plot)).toBe(html);
});

interface Outside {
  readonly figure: string;
  readonly text: string;
  /** How far it reaches past each edge, in pixels. */
  readonly past: readonly number[];
}

/** In the page: texts that reach out of their figure. Boxes are those on the screen, which know of nesting and rotation. */
const LOOK = `[...document.querySelectorAll('[data-figure]')].flatMap((box) => {
  const svg = box.querySelector('svg');
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].flatMap((text) => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    const past = [frame.left - left, frame.top - top, right - frame.right, bottom - frame.bottom];
    return Math.max(...past) > 0 ? [{ figure: box.dataset.figure, text: text.textContent, past }] : [];
  });
})`;

/** In the page: pairs of texts of a figure that lie over one another. Lines of text may come as close as their boxes' empty edges. */
const CLOSE = `[...document.querySelectorAll('[data-figure]')].flatMap((box) => {
  const texts = [...box.querySelectorAll('svg text')].filter((text) => text.textContent.trim() !== '');
  const places = texts.map((text) => text.getBoundingClientRect());
  return places.flatMap((a, index) =>
    places.slice(index + 1).flatMap((b, more) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return across > 1 && down > 3.5
        ? [[box.dataset.figure, texts[index].textContent, texts[index + 1 + more].textContent]]
        : [];
    }),
  );
})`;

const why = executable ? '' : ' (skipped: there is no Chromium here; set CHROMIUM_PATH)';
describe.skipIf(!executable)(`headless Chromium${why}`, { timeout: 2 * MINUTE }, () => {
  let opened: Opened;

  beforeAll(async () => {
    const url = pathToFileURL(file).href;
    opened = await openChromium(url.slice(0, url.lastIndexOf('/') + 1));
    await opened.page.setViewportSize({ width: 1280, height: 900 });
    await opened.page.goto(url);
  }, MINUTE);
  afterAll(() => opened?.close(), MINUTE);

  test('shows every figure in both themes, with text in it', async () => {
    const found = (await opened.page.evaluate(
      `[...document.querySelectorAll('[data-figure]')].map((box) => [box.dataset.figure, box.querySelectorAll('text').length])`,
    )) as [string, number][];
    for (const name of Object.keys(samples)) {
      for (const theme of ['light', 'dark']) expect(found.map(([one]) => one)).toContain(`${name}-${theme}`);
    }
    expect(found.filter(([, texts]) => texts === 0)).toEqual([]);
  });

  test('draws no text over another', async () => {
    expect(await opened.page.evaluate(CLOSE)).toEqual([]);
    // The check sees it: a text that is moved onto the one after it.
    await opened.page.evaluate(
      `(([one, other]) => { one.setAttribute('x', other.getAttribute('x')); one.setAttribute('y', other.getAttribute('y')); })(document.querySelectorAll('[data-figure="table-dark"] text'))`,
    );
    const pairs = (await opened.page.evaluate(CLOSE)) as string[][];
    expect(new Set(pairs.map(([figure]) => figure))).toEqual(new Set(['table-dark']));
  });

  test('keeps every text inside the box of its figure', async () => {
    expect((await opened.page.evaluate(LOOK)) as Outside[]).toEqual([]);
    // The check sees what sticks out: a text that is pushed over the edge.
    await opened.page.evaluate(
      `document.querySelector('[data-figure="table-light"] text').setAttribute('x', '-20')`,
    );
    expect((await opened.page.evaluate(LOOK)) as Outside[]).toMatchObject([{ figure: 'table-light' }]);
  });

  test('has nothing to complain about: console, page, requests', () => {
    expect(opened.complaints).toEqual([]);
  });
});
