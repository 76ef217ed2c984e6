import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptFileError, InvalidArgumentError, MissingFileError, WriteError } from '../errors.ts';
import { temporary } from '../node/testing.ts';
import { expectSame, someImages, someRows } from '../test-support/bundles.ts';
import { noise } from '../test-support/numbered.ts';
import { readNpz } from './read-npz.ts';
import { readNpzDatasets } from './read-npz-datasets.ts';
import { npyFile, npzFile } from './testing.ts';
import { npzBytes, writeNpz } from './write-npz.ts';

const small = () => noise([3, 2], [4, 5, 3]);
/** More than one piece of 4 MB. */
const large = () => noise([2000, 2001], [40, 10, 3]);

describe('round trip', () => {
  test.each([0, 6] as const)(
    'gives back any data sets bit for bit, with compression %i',
    async (compression) => {
      await fc.assert(
        fc.asyncProperty(someImages, someImages, someRows, async (train, test, rows) => {
          const bundle = { 'set.1': { train, test }, other: { all: rows } };
          const stored = await readNpzDatasets(await npzBytes(bundle, { compression }));
          expect(Object.keys(stored)).toEqual(['set.1', 'other']);
          expectSame(stored['set.1']?.train, train);
          expectSame(stored['set.1']?.test, test);
          expectSame(stored.other?.all, rows);
        }),
        { numRuns: 60 },
      );
    },
  );

  test.each([0, 1] as const)(
    'a file in several pieces, with compression %i, always the same',
    async (compression) => {
      const data = large();
      const path = join(await temporary(), 'large.npz');
      const done: number[] = [];
      let of = 0;
      await writeNpz(
        path,
        { large: { all: data } },
        {
          compression,
          onProgress: (progress) => {
            expect(progress).toMatchObject({ phase: 'write', unit: 'bytes' });
            done.push(progress.done);
            of = progress.total;
          },
        },
      );
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBe(of);
      expectSame((await readNpzDatasets(path)).large?.all, data);
      const bytes = await npzBytes({ large: { all: data } }, { compression });
      expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    },
  );
});

test('values begin at multiples of 64, as numpy wants them', async () => {
  const arrays = readNpz(
    await npzBytes({ a: { b: small() } }, { notes: { a: { licence: 'none' } } }),
    'a.npz',
  );
  expect([...arrays.keys()].slice(0, 2)).toEqual(['a/b/images', 'a/b/labels']);
  expect(arrays.get('a/licence')).toEqual({ dtype: 'U4', shape: [], data: ['none'] });
});

test('nothing half-written stays', async () => {
  const folder = await temporary();
  const path = join(folder, 'a.npz');
  await writeFile(path, 'before');
  const controller = new AbortController();
  const reason = new Error('stop');
  const stopped = writeNpz(
    path,
    { large: { all: large() } },
    {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    },
  );
  await expect(stopped).rejects.toBe(reason);
  expect(await readdir(folder)).toEqual(['a.npz']);
  expect(await readFile(path, 'utf8')).toBe('before');
  const missing = writeNpz(join(folder, 'none', 'a.npz'), { a: { b: small() } });
  await expect(missing).rejects.toThrow(WriteError);
  await expect(missing).rejects.toThrow(/\(ENOENT\); make its folder first/);
});

test.each([
  ['no data set', {}, {}, /there is no data set/],
  ['a path as a name', { a: { '../b': small() } }, {}, /"\.\.\/b" cannot be the name/],
  ['compression 10', { a: { b: small() } }, { compression: 10 as 9 }, /compression is 10/],
])('%s is refused', async (_, bundle, options, message) => {
  await expect(npzBytes(bundle, options)).rejects.toThrow(InvalidArgumentError);
  await expect(npzBytes(bundle, options)).rejects.toThrow(message);
});

test('archives that are not there, damaged, or of other arrays', async () => {
  const folder = await temporary();
  await expect(readNpzDatasets(join(folder, 'none.npz'))).rejects.toThrow(MissingFileError);
  const good = await npzBytes({ a: { b: small() } });
  await expect(readNpzDatasets(good.subarray(0, 500))).rejects.toThrow(CorruptFileError);
  const other = npzFile({ x: npyFile('|u1', [1], Uint8Array.of(7)) });
  await expect(readNpzDatasets(other)).rejects.toThrow(/holds no data sets; .*readNpz reads other archives/);
  const lacking = npzFile({ 'a/b/images': npyFile('|u1', [1, 1, 1, 1], Uint8Array.of(7)) });
  await expect(readNpzDatasets(lacking)).rejects.toThrow(/a\/b: there is no array labels/);
});
