import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CorruptFileError, DigestError, NetworkError, OfflineError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { loadFiles } from '../platform.node.ts';
import {
  expectRaw,
  flipped,
  put,
  RAW,
  serve,
  silentAfter,
  status,
  temporary,
  wellBehaved,
} from './testing.ts';
import { archived, type Entry, MEMBERS, tgz } from './testing-archive.ts';

let cacheDir: string;
let folder: string;
beforeEach(async () => {
  cacheDir = await temporary();
  folder = join(cacheDir, 'tiny');
  vi.stubEnv('GRADLAB_DATA', '');
});
afterEach(() => vi.unstubAllEnvs());

const GOOD = await tgz(MEMBERS);
const load = (bytes: Uint8Array, options: LoadOptions = {}) =>
  loadFiles(archived(bytes), { cacheDir, ...options });
const served = (bytes: Uint8Array) => serve([wellBehaved], { 'tiny.tar.gz': bytes });

test('an archive is downloaded, unpacked and removed; its files stay raw in the cache', async () => {
  const { url, requests } = await served(GOOD);
  const last: Record<string, string> = {};
  const onProgress: LoadOptions['onProgress'] = ({ phase, done, total, unit }) => {
    last[phase] = `${done}/${total} ${unit}`;
  };
  expectRaw(await load(GOOD, { mirrors: [url], onProgress }));
  expect(last).toEqual({
    download: `${GOOD.length}/${GOOD.length} bytes`,
    extract: '300500/300500 bytes',
    read: '2/2 files',
  });
  expect(readdirSync(folder).sort()).toEqual(['big', 'small']);
  expectRaw(await load(GOOD, { offline: true }));
  expect(requests.map(({ path }) => path)).toEqual(['tiny.tar.gz']);
});

test('a damaged file in the cache is taken out of the archive again, the good one stays', async () => {
  await put(folder, { big: flipped(RAW.big!), small: RAW.small! });
  const failed = load(GOOD, { offline: true });
  await expect(failed).rejects.toThrow(OfflineError);
  await expect(failed).rejects.toThrow(/big: sha256 .* no package ships it.* offline is set/);
  const { url } = await served(GOOD);
  const extracted: number[] = [];
  const onProgress: LoadOptions['onProgress'] = ({ phase, total }) => {
    if (phase === 'extract') extracted.push(total);
  };
  expectRaw(await load(GOOD, { mirrors: [url], onProgress }));
  expect(new Set(extracted)).toEqual(new Set([300_000]));
});

test('an archive that a killed run left whole is used, one it left in part is resumed', async () => {
  await put(folder, { 'tiny.tar.gz': GOOD });
  const { url, requests } = await served(GOOD);
  expectRaw(await load(GOOD, { mirrors: [url] }));
  expect(requests).toEqual([]);
  await put(folder, { small: 'damaged', 'tiny.tar.gz.part': GOOD.subarray(0, 1000) });
  expectRaw(await load(GOOD, { mirrors: [url] }));
  expect(requests).toEqual([{ path: 'tiny.tar.gz', range: 'bytes=1000-' }]);
  expect(readdirSync(folder).sort()).toEqual(['big', 'small']);
});

test.each<[string, Entry, RegExp]>([
  ['a path upwards', { header: { name: 'tiny-bin/../../evil' }, body: RAW.small! }, /unsafe/],
  ['an absolute path', { header: { name: '/tmp/evil' }, body: RAW.small! }, /unsafe/],
  [
    'a link in place of a file',
    { header: { name: 'tiny-bin/small', type: 'link', linkname: 'big' } },
    /unsafe/,
  ],
])('an archive with %s is refused, and the cache is untouched', async (_, entry, words) => {
  const bytes = await tgz([entry, ...MEMBERS]);
  const { url } = await served(bytes);
  const failed = load(bytes, { mirrors: [url] });
  await expect(failed).rejects.toThrow(CorruptFileError);
  await expect(failed).rejects.toThrow(words);
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(cacheDir)).toEqual(['tiny']);
});

test('an archive with other members, or without one, is refused', async () => {
  const other = await tgz([
    ...MEMBERS.slice(0, 1),
    { header: { name: 'tiny-bin/big' }, body: flipped(RAW.big!) },
  ]);
  await expect(load(other, { mirrors: [(await served(other)).url] })).rejects.toThrow(DigestError);
  const lacking = await tgz(MEMBERS.slice(2));
  const failed = load(lacking, { mirrors: [(await served(lacking)).url] });
  await expect(failed).rejects.toThrow(/lacks tiny-bin\/big/);
  await expect(failed).rejects.toThrow(CorruptFileError);
  expect(readdirSync(folder)).toEqual(['small']);
});

test('other bytes from every mirror: DigestError; no answer: NetworkError; both leave nothing behind', async () => {
  const [one, two] = [await served(flipped(GOOD)), await served(new Uint8Array(GOOD.length))];
  await expect(load(GOOD, { mirrors: [one.url, two.url] })).rejects.toThrow(DigestError);
  expect(readdirSync(folder)).toEqual([]);
  const gone = await serve([status(404)], { 'tiny.tar.gz': GOOD });
  const failed = load(GOOD, { mirrors: [gone.url] });
  await expect(failed).rejects.toThrow(NetworkError);
  await expect(failed).rejects.toThrow(/tiny\.tar\.gz: HTTP 404/);
  expect(readdirSync(folder)).toEqual([]);
});

test('an abort keeps what arrived of an archive for the next run', async () => {
  const slow = await serve([silentAfter(5000), wellBehaved], { 'tiny.tar.gz': GOOD });
  const controller = new AbortController();
  const onProgress: LoadOptions['onProgress'] = ({ phase, done }) => {
    if (phase === 'download' && done >= 5000) controller.abort(new Error('enough'));
  };
  await expect(load(GOOD, { mirrors: [slow.url], signal: controller.signal, onProgress })).rejects.toThrow(
    'enough',
  );
  expect(readdirSync(folder)).toEqual(['tiny.tar.gz.part']);
  expectRaw(await load(GOOD, { mirrors: [slow.url] }));
  expect(slow.requests[1]!.range).toBe('bytes=5000-');
});

test('names that begin with ./ are members like any other', async () => {
  const dotted = await tgz(
    MEMBERS.map(({ header, ...rest }) => ({ header: { ...header, name: `./${header.name}` }, ...rest })),
  );
  expectRaw(await load(dotted, { mirrors: [(await served(dotted)).url] }));
  expect(readFileSync(join(folder, 'small')).equals(RAW.small!)).toBe(true);
  writeFileSync(join(folder, 'unrelated'), 'kept');
  expectRaw(await load(dotted, { offline: true }));
});
