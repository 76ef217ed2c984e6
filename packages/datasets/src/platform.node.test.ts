import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CacheError, InvalidArgumentError, OfflineError } from './errors.ts';
import type { LoadOptions } from './load-options.ts';
import {
  expectRaw,
  flipped,
  GZ,
  gzFiles,
  put,
  RAW,
  SOURCE,
  serve,
  status,
  temporary,
  wellBehaved,
} from './node/testing.ts';
import { loadFiles } from './platform.node.ts';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await temporary();
  vi.stubEnv('GRADLAB_DATA', '');
  vi.stubEnv('GRADLAB_CACHE', '');
});
afterEach(() => vi.unstubAllEnvs());

const load = (options: LoadOptions = {}) => loadFiles(SOURCE, { cacheDir, offline: true, ...options });
const expectData = async (options?: LoadOptions) => expectRaw(await load(options));

test('the cache: cacheDir, then GRADLAB_CACHE, then the XDG folder', async () => {
  const { cacheDir: _, ...none } = { cacheDir };
  const elsewhere = await put(await temporary(), { 'tiny/big': RAW.big!, 'tiny/small': RAW.small! });
  vi.stubEnv('GRADLAB_CACHE', elsewhere);
  expect((await loadFiles(SOURCE, { ...none, offline: true })).length).toBe(2);
  await expect(load({})).rejects.toThrow(OfflineError);
  if (process.platform !== 'linux') return;
  vi.stubEnv('GRADLAB_CACHE', '');
  const xdg = await put(await temporary(), {
    'gradlab/tiny/big': RAW.big!,
    'gradlab/tiny/small': RAW.small!,
  });
  vi.stubEnv('XDG_CACHE_HOME', xdg);
  expect((await loadFiles(SOURCE, { offline: true })).length).toBe(2);
});

test('an installed package, found from packageRoots by path or URL', async () => {
  const app = await put(await temporary(), {
    'node_modules/tiny-data-that-is-not-published/package.json': '{"name":"tiny"}',
    'node_modules/tiny-data-that-is-not-published/data/big': RAW.big!,
    'node_modules/tiny-data-that-is-not-published/data/small': RAW.small!,
  });
  await expectData({ packageRoots: ['/nowhere', app] });
  await expectData({ packageRoots: [pathToFileURL(join(app, 'main.js')).href] });
  const failed = load({});
  await expect(failed).rejects.toThrow(OfflineError);
  await expect(failed).rejects.toThrow(/lacks 2 of 2 files.*not installed.*offline is set/);
  expect(existsSync(join(cacheDir, 'tiny'))).toBe(false);
});

test('the mirrors fill the cache, with progress; then nothing is asked again', async () => {
  const { url, requests } = await serve([wellBehaved]);
  const options = { mirrors: [url], npmPack: false };
  let last = { phase: '', done: 0, total: 1 };
  await expectData({
    ...options,
    offline: false,
    onProgress: (progress) => {
      if (progress.phase === 'download') last = progress;
    },
  });
  expect(last).toMatchObject({ phase: 'download', done: last.total, unit: 'bytes' });
  expect(readdirSync(join(cacheDir, 'tiny')).sort()).toEqual(['big.gz', 'small.gz']);
  await expectData(options);
  expect(requests.map(({ path }) => path)).toEqual(['big.gz', 'small.gz']);
});

test.each([
  ['raw', { 'tiny/big': RAW.big!.subarray(0, 9) }],
  ['gz', { 'tiny/big.gz': flipped(GZ.big!) }],
])('a damaged %s file in the cache is fetched again, and only that one', async (_, damaged) => {
  await put(cacheDir, { ...damaged, 'tiny/small.gz': GZ.small! });
  await expect(load({})).rejects.toThrow(/big.*delete it.*offline is set/);
  const { url, requests } = await serve([wellBehaved]);
  await expectData({ mirrors: [url], offline: false });
  expect(requests.map(({ path }) => path)).toEqual(['big.gz']);
  await expectData();
});

test('many calls at once download once', async () => {
  const { url, requests } = await serve([wellBehaved]);
  const phases = new Set<string>();
  const options = {
    mirrors: [url],
    offline: false,
    onProgress: ({ phase }: { phase: string }) => phases.add(phase),
  };
  await Promise.all([1, 2, 3, 4].map(() => expectData(options)));
  expect(requests.length).toBe(2);
  expect(phases).toEqual(new Set(['wait', 'download', 'read']));
});

test('a cache that cannot be written: CacheError, before anything is fetched', async () => {
  const folder = await put(await temporary(), { file: 'x' });
  const { url, requests } = await serve([wellBehaved]);
  const failed = load({ cacheDir: join(folder, 'file'), mirrors: [url], offline: false });
  await expect(failed).rejects.toThrow(CacheError);
  await expect(failed).rejects.toThrow(/cannot be written \(ENOTDIR\); set cacheDir or GRADLAB_CACHE/);
  expect(requests).toEqual([]);
});

test('an aborted signal stops before anything is read, and stops a download', async () => {
  const root = await put(await temporary(), gzFiles());
  await expect(load({ root, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  const { url } = await serve([() => undefined]);
  const options = { mirrors: [url], offline: false, npmPack: false };
  await expect(load({ ...options, signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
  expect(readdirSync(join(cacheDir, 'tiny'))).not.toContain('.lock');
});

test('mirrors that are no URLs are refused', async () => {
  await expect(load({ mirrors: ['nonsense'], offline: false })).rejects.toThrow(InvalidArgumentError);
  const gone = await serve([status(404)]);
  await expect(load({ mirrors: [gone.url], offline: false, npmPack: false })).rejects.toThrow(/HTTP 404/);
});
