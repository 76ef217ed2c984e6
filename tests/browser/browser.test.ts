// Bundles two pages with Vite and asks them, in headless Chromium, to train, attack, draw, load data and resume.
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Bundle, bundle } from './bundle.ts';
import { executable, type Opened, openChromium } from './chromium.ts';
import type { Alone } from './page/alone.ts';
import { chart, grid } from './page/figures.ts';
import type { Lab } from './page/main.ts';
import { COMPRESSED, serve } from './serve.ts';

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'gradlab-browser-'));
const screenshot = join(tmpdir(), 'gradlab-browser.png');
let built: Bundle;

beforeAll(async () => {
  // Vitest says `test`, and Vite would build for development.
  vi.stubEnv('NODE_ENV', 'production');
  built = await bundle(join(folder, 'dist'));
  vi.unstubAllEnvs();
}, 2 * MINUTE);
afterAll(() => rm(folder, { recursive: true, force: true }), MINUTE);

describe('Vite', () => {
  test('bundles the packages without a warning', () => {
    expect(built.warnings).toEqual([]);
  });

  test('takes their browser halves, and nothing of Node', () => {
    const ours = built.modules.filter((id) => /packages\/\w+\/dist\//.test(id));
    const both = ['backend', 'datasets', 'plot', 'train'];
    for (const name of both) expect(ours.join('\n')).toContain(`packages/${name}/dist/browser/index.js`);
    expect(ours.filter((id) => both.some((name) => id.includes(`packages/${name}/dist/index`)))).toEqual([]);
    expect(built.externals).toEqual([]);
    expect(built.modules.filter((id) => /node:|resvg|write-file-atomic|proper-lockfile/.test(id))).toEqual(
      [],
    );
    // TensorFlow.js and its seedrandom have Node code of their own, which their package.json empties for browsers.
    expect(built.emptied.filter((id) => !/\/(@tensorflow|seedrandom)\//.test(id))).toEqual([]);
    process.stdout.write(`bundle: ${built.modules.length} modules, ${built.files.length} files\n`);
  });
});

const why = executable ? '' : ' (skipped: there is no Chromium here; set CHROMIUM_PATH)';
describe.skipIf(!executable)(`headless Chromium${why}`, { timeout: 2 * MINUTE }, () => {
  let server: Awaited<ReturnType<typeof serve>>;
  let opened: Opened;

  beforeAll(async () => {
    server = await serve(join(folder, 'dist'));
    opened = await openChromium(server.url);
    await opened.page.goto(server.url);
  }, MINUTE);
  afterAll(async () => {
    await opened?.close();
    await server?.close();
  }, MINUTE);

  /** Calls a function of the page. */
  async function ask<K extends keyof Lab>(name: K, ...args: Parameters<Lab[K]>) {
    const start = performance.now();
    const answer = await opened.page.evaluate(`lab.${name}(...${JSON.stringify(args)})`);
    process.stdout.write(`lab.${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    return answer as Awaited<ReturnType<Lab[K]>>;
  }

  test('starts the wasm backend from the files that the bundler named', async () => {
    expect(await ask('backend')).toMatchObject({ name: 'wasm', tfjsName: 'wasm', engine: 'fma' });
  });

  test('trains, evaluates and attacks', async () => {
    const { losses, evaluated, adversarial } = await ask('train');
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan((losses[0] ?? 0) / 2);
    expect(evaluated).toEqual({ loss: expect.any(Number), count: 60 });
    expect(adversarial.furthest).toBeCloseTo(0.1, 6);
    expect(adversarial.low).toBeGreaterThanOrEqual(0);
    expect(adversarial.high).toBeLessThanOrEqual(1);
    process.stdout.write(`losses: ${losses.map((loss) => loss.toFixed(3)).join(' ')}\n`);
  });

  test('shows the loss of every batch while it trains, and takes the chart away', async () => {
    const { seen, charts, left, kept } = await ask('watch');
    expect(seen).toHaveLength(12);
    expect(seen[0]).toContain('one value');
    expect(seen[11]).toContain('12 values');
    expect(new Set(seen).size).toBe(12);
    expect(kept).toBe(seen[11]);
    expect({ charts, left }).toEqual({ charts: 1, left: '' });
  });

  test('draws the same SVG as Node, and PNGs of it', async () => {
    const drawn = await ask('draw');
    await opened.page.screenshot({ path: screenshot, fullPage: true });
    process.stdout.write(`screenshot: ${screenshot}\n`);
    for (const [name, figure] of Object.entries({ chart: chart(), grid: grid() })) {
      const { svg, size, shown, png, colours } = drawn[name as keyof typeof drawn];
      expect(svg).toBe(figure.toSvg());
      expect(shown).toEqual(size);
      const bytes = Buffer.from(png);
      expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(
        size.map((side) => Math.round(2 * side)),
      );
      // A blank canvas has one colour, text and curves have many.
      expect(colours).toBeGreaterThan(20);
    }
  });

  test('reads MNIST over HTTP, then from its cache', async () => {
    const expected = {
      lengths: [60_000, 10_000],
      train: [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
      test: [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
    };
    expect(await ask('mnist', `${server.url}mnist/`)).toEqual(expected);
    expect(await ask('mnist')).toEqual(expected);
    // It looks for the raw file first, and the browser says on its console that there is none.
    const missed = opened.complaints.filter((text) => text.includes(`/mnist/${COMPRESSED}`));
    expect(missed).toContain(`HTTP 404: /mnist/${COMPRESSED}`);
    for (const text of missed) opened.complaints.splice(opened.complaints.indexOf(text), 1);
  });

  test('goes on from a checkpoint after a reload, to the same weights', async () => {
    await ask('backend');
    expect(await ask('interrupt', 'runs/stripes.safetensors')).toBe(8);
    await opened.page.reload();
    await ask('backend');
    const { bytes, ...resumed } = await ask('resume', 'runs/stripes.safetensors');
    expect(bytes).toBeGreaterThan(100_000);
    expect(resumed).toEqual({ steps: 4, epochs: 4, different: 0, left: 0 });
  });

  test('computes gradients of convolutions without tfjs-layers', async () => {
    await opened.page.goto(`${server.url}alone.html`);
    const answer = (await opened.page.evaluate('alone.gradients()')) as Awaited<
      ReturnType<Alone['gradients']>
    >;
    expect(answer).toEqual({
      name: 'wasm',
      gradients: [
        [1, 2, 1, 2, 4, 2, 1, 2, 1],
        [12, 16, 24, 28],
      ],
    });
  });

  test('has nothing to complain about: console, page, requests', () => {
    expect(existsSync(screenshot)).toBe(true);
    expect(opened.complaints).toEqual([]);
  });
});
