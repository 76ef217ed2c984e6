import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataSource } from '../data-source.ts';
import { NetworkError } from '../errors.ts';
import { loadFiles } from '../platform.node.ts';

const SOURCE: DataSource = {
  name: 'unserved',
  folders: [],
  files: [{ name: 'words', raw: { bytes: 1, sha256: createHash('sha256').update('a').digest('hex') } }],
  mirrors: [],
};

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'gradlab-unserved-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

test.each<[string, DataSource, RegExp]>([
  ['no package', SOURCE, /no mirror serves words; pass a root folder/],
  [
    'a package that is not installed',
    { ...SOURCE, npm: { name: 'gradlab-words', version: '1.0.0', folder: '' } },
    /no mirror serves words; install the package gradlab-words@1\.0\.0/,
  ],
])(
  'files that no mirror serves, and %s: NetworkError, and nothing in the cache',
  async (_, source, message) => {
    const attempt = loadFiles(source, { cacheDir, npmPack: false });
    await expect(attempt).rejects.toThrow(NetworkError);
    await expect(attempt).rejects.toThrow(message);
    expect(await readdir(join(cacheDir, 'unserved'))).toEqual([]);
  },
);
