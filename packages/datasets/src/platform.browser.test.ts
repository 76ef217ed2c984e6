import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { CorruptFileError, DigestError, InvalidArgumentError, NetworkError, OfflineError } from './errors.ts';
import type { LoadOptions } from './load-options.ts';
import { type Answer, brokenAfter, GZ, gzFiles, RAW, SOURCE, serve, wellBehaved } from './node/testing.ts';
import { loadFiles } from './platform.browser.ts';

afterEach(() => vi.unstubAllGlobals());

/** The Cache API, as far as it is used. */
function fakeCaches() {
  const kept = new Map<string, Uint8Array>();
  const cache = {
    match: async (key: string) => (kept.has(key) ? new Response(kept.get(key) as BodyInit) : undefined),
    put: async (key: string, response: Response) =>
      void kept.set(key, new Uint8Array(await response.arrayBuffer())),
    delete: async (key: string) => kept.delete(key),
  };
  vi.stubGlobal('caches', { open: async () => cache });
  return kept;
}

async function expectData(options: LoadOptions) {
  const files = await loadFiles(SOURCE, options);
  expect(files.length).toBe(2);
  expect(Buffer.compare(files[0]!, RAW.big!)).toBe(0);
  expect(Buffer.compare(files[1]!, RAW.small!)).toBe(0);
}

test.each([
  ['raw files', RAW],
  ['gz files', gzFiles()],
  ['gz files under raw names', { big: GZ.big!, small: GZ.small! }],
])('%s are fetched from baseUrl and verified, with progress', async (_, files) => {
  const { url } = await serve([wellBehaved], files);
  const done: number[] = [];
  await expectData({ baseUrl: url.slice(0, -1), onProgress: (progress) => done.push(progress.done) });
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(done.at(-1)).toBe(300_500);
});

test('a server that answers unknown paths with its start page is seen through', async () => {
  const page = Buffer.from('<!doctype html>');
  await expectData({ baseUrl: (await serve([wellBehaved], { ...gzFiles(), big: page, small: page })).url });
});

test.each([
  ['other bytes', { ...RAW, big: new Uint8Array(300_000) }, DigestError],
  ['too many bytes', { ...RAW, big: new Uint8Array(900_000) }, DigestError],
  ['a file cut short', { ...RAW, big: RAW.big!.subarray(0, 10) }, CorruptFileError],
  ['gz cut short', { 'big.gz': GZ.big!.subarray(0, 1000) }, CorruptFileError],
  ['gz of too many bytes', { 'big.gz': gzipSync(new Uint8Array(1_000_000)) }, CorruptFileError],
  ['nothing', {}, NetworkError],
])('%s: a named error, and nothing is kept', async (_, files, kind) => {
  const kept = fakeCaches();
  await expect(loadFiles(SOURCE, { baseUrl: (await serve([wellBehaved], files)).url })).rejects.toThrow(kind);
  expect(kept.size).toBe(0);
});

test('a broken connection or a closed port: NetworkError; an abort: its reason', async () => {
  const { url } = await serve([brokenAfter(1000)], RAW);
  await expect(loadFiles(SOURCE, { baseUrl: url })).rejects.toThrow(NetworkError);
  await expect(loadFiles(SOURCE, { baseUrl: 'http://127.0.0.1:2' })).rejects.toThrow(/check baseUrl/);
  const silent: Answer = () => undefined;
  const slow = await serve([silent], RAW);
  await expect(loadFiles(SOURCE, { baseUrl: slow.url, signal: AbortSignal.timeout(100) })).rejects.toThrow(
    /timeout/,
  );
});

test('what was fetched is kept: the next call works offline; a damaged copy is dropped', async () => {
  const kept = fakeCaches();
  await expect(loadFiles(SOURCE, { offline: true })).rejects.toThrow(OfflineError);
  const { url, requests } = await serve([wellBehaved], RAW);
  await expectData({ baseUrl: url });
  expect(kept.size).toBe(2);
  await expectData({ offline: true });
  expect(requests.length).toBe(2);
  const [key] = kept.keys();
  kept.set(key!, new Uint8Array(4));
  await expect(loadFiles(SOURCE, { offline: true })).rejects.toThrow(OfflineError);
  expect(kept.size).toBe(1);
  await expectData({ baseUrl: url });
  expect(requests.length).toBe(3);
});

test('a browser that forbids its cache still loads', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new Error('SecurityError')) });
  await expectData({ baseUrl: (await serve([wellBehaved], RAW)).url });
});

test('without baseUrl, or without crypto.subtle, the error says what to do', async () => {
  await expect(loadFiles(SOURCE)).rejects.toThrow(InvalidArgumentError);
  const { url } = await serve([wellBehaved], RAW);
  vi.stubGlobal('crypto', {});
  await expect(loadFiles(SOURCE, { baseUrl: url })).rejects.toThrow(/https or localhost/);
});
