import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptFileError, InvalidArgumentError, InvalidDataError, MissingFileError } from '../errors.ts';
import { type SentencePairsOptions, sentencePairs } from './sentence-pairs.ts';

const TATOEBA = 'Hi.\t嗨。\nRun!\t你用跑的。\nI ran.\t我跑了。\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-pairs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe('sentencePairs', () => {
  it.each<[string, () => Promise<SentencePairsOptions>, new (...args: never[]) => Error, RegExp]>([
    ['no source', async () => ({ train: {} as never }), InvalidArgumentError, /train is none of/],
    ['nothing', async () => ({ train: undefined as never }), InvalidArgumentError, /train is none of/],
    ['a path alone', async () => ({ train: 'a.txt' as never }), InvalidArgumentError, /train is none of/],
    [
      'one file of two',
      async () => ({ train: { files: ['a'] } as never }),
      InvalidArgumentError,
      /train is none of/,
    ],
    [
      'a missing file',
      async () => ({ train: { file: '/none/such.txt' } }),
      MissingFileError,
      /\/none\/such\.txt: cannot be read \(ENOENT\)/,
    ],
    ['a folder', async () => ({ train: { file: folder } }), MissingFileError, /EISDIR/],
    [
      'damaged gzip',
      async () => ({ train: { file: await write('bad.gz', gzipSync(TATOEBA).subarray(0, 40)) } }),
      CorruptFileError,
      /bad\.gz: damaged or truncated gzip/,
    ],
    [
      'Latin-1',
      async () => ({ train: { file: await write('latin.txt', Buffer.from('a\tb\nc\t\xe9', 'latin1')) } }),
      CorruptFileError,
      /latin\.txt, line 2: not UTF-8/,
    ],
    [
      'an empty file',
      async () => ({ train: { file: await write('empty.txt', '') } }),
      CorruptFileError,
      /empty\.txt: the text is empty/,
    ],
    [
      'unequal files',
      async () => ({ train: { files: [await write('a', 'x\ny'), await write('b', 'x')] } }),
      CorruptFileError,
      /has 2 lines and .* 1;/,
    ],
    [
      'a missing tab',
      async () => ({ train: { text: 'a\tb\nc' } }),
      CorruptFileError,
      /the text of train, line 2: no tab/,
    ],
    [
      'unequal texts',
      async () => ({ train: { texts: ['a', 'b\nc'] } }),
      CorruptFileError,
      /the first text of train has 1 lines/,
    ],
    [
      'nothing short enough',
      async () => ({ train: { text: 'a b\tc d' }, maxLength: 1 }),
      InvalidDataError,
      /all 1 pairs of train/,
    ],
    [
      'nothing to hold out',
      async () => ({ train: { text: 'a\tb' } }),
      InvalidArgumentError,
      /cannot hold out 1 of 1/,
    ],
    [
      'maxLength 0',
      async () => ({ train: { text: TATOEBA }, maxLength: 0 }),
      InvalidArgumentError,
      /maxLength is 0/,
    ],
    [
      'limit 1.5',
      async () => ({ train: { text: TATOEBA }, limit: 1.5 }),
      InvalidArgumentError,
      /limit is 1.5/,
    ],
    ['seed -1', async () => ({ train: { text: TATOEBA }, seed: -1 }), InvalidArgumentError, /seed is -1/],
    [
      'unit byte',
      async () => ({ train: { text: TATOEBA }, source: { unit: 'byte' as never } }),
      InvalidArgumentError,
      /unit is "byte"/,
    ],
  ])('refuses %s', async (_, options, kind, message) => {
    const attempt = options().then(sentencePairs);
    await expect(attempt).rejects.toThrow(kind);
    await expect(attempt).rejects.toThrow(message);
  });
});
