import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DataSource } from '../data-source.ts';
import { CorruptFileError, DigestError } from '../errors.ts';
import { loadFiles as inBrowser } from '../platform.browser.ts';
import { loadFiles } from '../platform.node.ts';
import {
  expectRaw,
  flipped,
  GZ,
  gzFiles,
  put,
  RAW,
  SOURCE,
  serve,
  temporary,
  wellBehaved,
} from './testing.ts';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** Of these files only MD5 sums are published, as of CIFAR-100's. */
const MD5_ONLY: DataSource = {
  ...SOURCE,
  files: SOURCE.files.map(({ name, raw }) => ({ name, raw: { bytes: raw.bytes, md5: md5(RAW[name]!) } })),
};
/** Of these files only the compressed form is published, as of KMNIST's. */
const GZ_ONLY: DataSource = {
  ...SOURCE,
  files: SOURCE.files.map(({ name, raw }) => ({
    name,
    raw: { bytes: raw.bytes },
    gz: { bytes: GZ[name]!.length, md5: md5(GZ[name]!) },
  })),
};

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await temporary();
  vi.stubEnv('GRADLAB_DATA', '');
});
afterEach(() => vi.unstubAllEnvs());

const folder = async (files: Readonly<Record<string, Uint8Array>>) => put(await temporary(), files);
const from = (source: DataSource, root: string) => loadFiles(source, { root, cacheDir });

test('files of which only the MD5 is known are verified by it', async () => {
  expectRaw(await from(MD5_ONLY, await folder(RAW)));
  expectRaw(await from(MD5_ONLY, await folder({ ...RAW, 'big.gz': new Uint8Array(4) })));
  expectRaw(
    await from(MD5_ONLY, await folder({ 'big.gz': gzipSync(RAW.big!, { level: 1 }), 'small.gz': GZ.small! })),
  );
  const failed = from(MD5_ONLY, await folder({ ...RAW, big: flipped(RAW.big!) }));
  await expect(failed).rejects.toThrow(DigestError);
  await expect(failed).rejects.toThrow(/md5 [0-9a-f]{32}, expected [0-9a-f]{32}/);
});

test('files published compressed only are accepted in that form, and preferred in it', async () => {
  expectRaw(await from(GZ_ONLY, await folder(gzFiles())));
  expectRaw(await from(GZ_ONLY, await folder({ ...RAW, ...gzFiles(), big: new Uint8Array(3) })));
  const raw = from(GZ_ONLY, await folder({ ...RAW, 'small.gz': GZ.small! }));
  await expect(raw).rejects.toThrow(DigestError);
  await expect(raw).rejects.toThrow(/big: cannot be verified.*big\.gz only/);
  const again = from(GZ_ONLY, await folder({ ...gzFiles(), 'big.gz': gzipSync(RAW.big!, { level: 1 }) }));
  await expect(again).rejects.toThrow(/big\.gz: cannot be verified/);
  await expect(
    from(GZ_ONLY, await folder({ ...gzFiles(), 'big.gz': GZ.big!.subarray(0, 999) })),
  ).rejects.toThrow(CorruptFileError);
  await expect(from(GZ_ONLY, await folder({ 'small.gz': GZ.small! }))).rejects.toThrow(/lacks big\.gz/);
});

test('they are downloaded and cached as published', async () => {
  const { url } = await serve([wellBehaved]);
  expectRaw(await loadFiles(GZ_ONLY, { cacheDir, mirrors: [url], npmPack: false }));
  expect(readdirSync(join(cacheDir, 'tiny')).sort()).toEqual(['big.gz', 'small.gz']);
  expectRaw(await loadFiles(GZ_ONLY, { cacheDir, offline: true }));
});

test('a browser verifies both kinds as well', async () => {
  const good = await serve([wellBehaved], { ...RAW, ...gzFiles() });
  expectRaw(await inBrowser(MD5_ONLY, { baseUrl: good.url }));
  expectRaw(await inBrowser(GZ_ONLY, { baseUrl: good.url }));
  const bad = await serve([wellBehaved], { ...RAW, big: flipped(RAW.big!) });
  await expect(inBrowser(MD5_ONLY, { baseUrl: bad.url })).rejects.toThrow(/md5/);
  await expect(inBrowser(GZ_ONLY, { baseUrl: bad.url })).rejects.toThrow(DigestError);
});
