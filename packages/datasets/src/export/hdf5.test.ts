import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import * as h5wasm from 'h5wasm/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { WriteError } from '../errors.ts';
import { imageDataset } from '../image-dataset.ts';
import { temporary } from '../node/testing.ts';
import { expectSame, someImages, someRows } from '../test-support/bundles.ts';
import { noise } from '../test-support/numbered.ts';
import { importHdf5 } from './h5wasm.ts';
import { readHdf5 } from './read-hdf5.ts';
import { hdf5Bytes, writeHdf5 } from './write-hdf5.ts';
import { writeWith } from './write-with.ts';

beforeAll(() => h5wasm.ready);

/** More than one slab of 8 MB, and not a whole number of chunks. */
const large = () => noise([4000, 3001], [40, 10, 3]);
const small = () => noise([3, 2], [4, 5, 3]);

describe('round trip', () => {
  test.each([0, 4])('gives back any data sets bit for bit, with compression %i', async (compression) => {
    await fc.assert(
      fc.asyncProperty(someImages, someImages, someRows, async (train, test, rows) => {
        const bundle = { 'set.1': { train, test }, other: { all: rows } };
        const stored = await readHdf5(await hdf5Bytes(bundle, { compression }));
        expect(Object.keys(stored).sort()).toEqual(['other', 'set.1']);
        expectSame(stored['set.1']?.train, train);
        expectSame(stored['set.1']?.test, test);
        expectSame(stored.other?.all, rows);
      }),
      { numRuns: 40 },
    );
  });

  test.each([0, 1])('a file in several slabs, with compression %i', async (compression) => {
    const data = large();
    const path = join(await temporary(), 'large.h5');
    const done: number[] = [];
    await writeHdf5(
      path,
      { large: { all: data } },
      {
        compression,
        onProgress: (progress) => {
          expect(progress).toMatchObject({
            phase: 'write',
            unit: 'bytes',
            total: data.images.length + data.length,
          });
          done.push(progress.done);
        },
      },
    );
    expect(done.length).toBe(3);
    expect(done.at(-1)).toBe(data.images.length + data.length);
    expectSame((await readHdf5(path)).large?.all, data);
    expectSame((await readHdf5(new Uint8Array(await readFile(path)))).large?.all, data);
  });
});

test('the layout: groups, shapes, kinds and attributes', async () => {
  const path = join(await temporary(), 'a.h5');
  const data = imageDataset({
    name: 'two',
    classes: ['null', '一'],
    shape: [1, 2, 1],
    images: Uint8Array.of(0, 255, 51, 204),
    labels: Uint8Array.of(1, 0),
  });
  await writeHdf5(path, { two: { all: data } }, { notes: { two: { source: 'von Hand' } }, compression: 9 });
  const file = new h5wasm.File(path, 'r');
  const group = file.get('two/all') as h5wasm.Group;
  const images = group.get('images') as h5wasm.Dataset;
  expect([file.attrs.format?.value, file.attrs.version?.value]).toEqual(['gradlab-datasets', 1]);
  expect(file.get('two')).toHaveProperty('attrs.source.value', 'von Hand');
  expect([images.shape, images.dtype, images.attrs.axes?.value]).toEqual([[2, 1, 2, 1], '<B', 'N,H,W,C']);
  expect(images.attrs.matlab?.value).toContain('C x W x H x N');
  expect(images.filters.map(({ name }) => name)).toEqual(['deflate']);
  expect([...(images.value as Uint8Array)]).toEqual([0, 255, 51, 204]);
  expect(group.get('labels')).toMatchObject({ shape: [2], dtype: '<B', value: Uint8Array.of(1, 0) });
  expect(group.get('classes')).toMatchObject({ shape: [2], value: ['null', '一'] });
  expect(group.attrs.name?.value).toBe('two');
  // Of 0, 1, 0.2 and 0.8: mean 1/2, variance (1/4 + 1/4 + 9/100 + 9/100) / 4 = 0.17.
  const [mean = 0] = (group.attrs.mean as h5wasm.Attribute).value as number[];
  const [std = 0] = (group.attrs.std as h5wasm.Attribute).value as number[];
  expect(mean).toBeCloseTo(0.5, 12);
  expect(std).toBeCloseTo(Math.sqrt(0.17), 12);
  file.close();
});

describe('nothing half-written stays', () => {
  const files = async (folder: string) => (await readdir(folder)).sort();

  test('an aborted file leaves what was there', async () => {
    const folder = await temporary();
    const path = join(folder, 'a.h5');
    await writeFile(path, 'before');
    const controller = new AbortController();
    const reason = new Error('stop');
    const stopped = writeHdf5(
      path,
      { large: { all: large() } },
      {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      },
    );
    await expect(stopped).rejects.toBe(reason);
    expect(await files(folder)).toEqual(['a.h5']);
    expect(await readFile(path, 'utf8')).toBe('before');
    await expect(writeHdf5(path, { a: { b: small() } }, { signal: controller.signal })).rejects.toBe(reason);
    await writeHdf5(path, { a: { b: small() } });
    expect(await files(folder)).toEqual(['a.h5']);
    expectSame((await readHdf5(path)).a?.b, small());
  });

  test('a folder that is not there, a folder in the way, a caller that throws', async () => {
    const folder = await temporary();
    const missing = writeHdf5(join(folder, 'none', 'a.h5'), { a: { b: small() } });
    await expect(missing).rejects.toThrow(WriteError);
    await expect(missing).rejects.toThrow(/cannot be written \(ENOENT\); make its folder first/);
    await mkdir(join(folder, 'taken'));
    await expect(writeHdf5(join(folder, 'taken'), { a: { b: small() } })).rejects.toThrow(/\(EISDIR\)/);
    const thrown = writeHdf5(
      join(folder, 'b.h5'),
      { a: { b: small() } },
      {
        onProgress: () => {
          throw new TypeError('mine');
        },
      },
    );
    await expect(thrown).rejects.toThrow(TypeError);
    expect(await files(folder)).toEqual(['taken']);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk (skipped where there is no /dev/full)', async () => {
    const failed = writeWith(
      await importHdf5('h5wasm/node'),
      '/dev/full',
      'a.h5',
      { large: { all: large() } },
      {},
    );
    await expect(failed).rejects.toThrow(WriteError);
    await expect(failed).rejects.toThrow(
      /a\.h5: cannot be written \(No space left on device\); free some space/,
    );
    // h5wasm is as good as before.
    const path = join(await temporary(), 'a.h5');
    await writeHdf5(path, { a: { b: small() } });
    expectSame((await readHdf5(path)).a?.b, small());
  });
});
