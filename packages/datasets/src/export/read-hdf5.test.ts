import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as h5wasm from 'h5wasm/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { CorruptFileError, InvalidArgumentError, InvalidDataError, MissingFileError } from '../errors.ts';
import { imageDataset } from '../image-dataset.ts';
import { temporary } from '../node/testing.ts';
import { contents } from '../test-support/bundles.ts';
import { noise } from '../test-support/numbered.ts';
import { readHdf5 } from './read-hdf5.ts';
import { hdf5Bytes, writeHdf5 } from './write-hdf5.ts';

beforeAll(() => h5wasm.ready);

const small = () => noise([3, 2], [4, 5, 3]);

describe('bad input', () => {
  test.each([
    ['no data set', {}, {}, /there is no data set/],
    ['no part', { a: {} }, {}, /a has no part/],
    ['a name with a slash', { 'a/b': { c: small() } }, {}, /"a\/b" cannot be the name/],
    ['a name of dots', { a: { '..': small() } }, {}, /"\.\." cannot be/],
    ['an empty name', { '': { c: small() } }, {}, /"" cannot be/],
    ['a note about nothing', { a: { b: small() } }, { notes: { c: { d: 'e' } } }, /notes are about "c"/],
    ['compression 10', { a: { b: small() } }, { compression: 10 }, /compression is 10/],
    ['half a level', { a: { b: small() } }, { compression: 0.5 }, /compression is 0.5/],
  ])('%s is refused', async (_, bundle, options, message) => {
    const path = join(await temporary(), 'a.h5');
    for (const attempt of [() => writeHdf5(path, bundle, options), () => hdf5Bytes(bundle, options)]) {
      await expect(attempt()).rejects.toThrow(InvalidArgumentError);
      await expect(attempt()).rejects.toThrow(message);
    }
  });

  test.each(['a\0b', 'half \uD800', '\uFEFFmark'])('the class name %j would not come back', async (name) => {
    const data = imageDataset({ ...contents(small()), classes: [name, 'b'] } as Parameters<
      typeof imageDataset
    >[0]);
    await expect(hdf5Bytes({ a: { b: data } })).rejects.toThrow(InvalidDataError);
  });

  test('files that are not there, no HDF5, cut short or of another layout', async () => {
    const folder = await temporary();
    await expect(readHdf5(join(folder, 'none.h5'))).rejects.toThrow(MissingFileError);
    const good = await hdf5Bytes({ a: { b: small() } });
    const text = join(folder, 'text.h5');
    await writeFile(text, 'a text, no HDF5 file at all');
    const short = join(folder, 'short.h5');
    await writeFile(short, good.subarray(0, good.length >> 1));
    for (const bad of [text, short, good.subarray(0, 100), new Uint8Array()]) {
      await expect(readHdf5(bad)).rejects.toThrow(CorruptFileError);
      await expect(readHdf5(bad)).rejects.toThrow(/no HDF5 file, or a damaged one \(.+\)/);
    }

    const other = join(folder, 'other.h5');
    const make = (fill: (group: h5wasm.Group) => void) => {
      const file = new h5wasm.File(other, 'w');
      fill(file.create_group('set').create_group('part'));
      file.close();
    };
    const images = { name: 'images', data: new Uint8Array(8), shape: [2, 2, 2, 1] };
    const cases: [(group: h5wasm.Group) => void, RegExp][] = [
      [() => undefined, /set\/part: there is no array images/],
      [(group) => group.create_dataset(images), /there is no array labels; it holds images/],
      [
        (group) => {
          group.create_dataset({ ...images, data: new Float32Array(8) });
          group.create_dataset({ name: 'labels', data: Uint8Array.of(0, 0) });
        },
        /images: values of dtype f4, which should be u1/,
      ],
      [
        (group) => {
          group.create_dataset(images);
          group.create_dataset({ name: 'labels', data: BigInt64Array.of(0n, 256n) });
        },
        /labels: label 256/,
      ],
      [
        (group) => {
          group.create_dataset(images);
          group.create_dataset({ name: 'labels', data: Uint8Array.of(0, 1) });
          group.create_dataset({ name: 'classes', data: ['one'] });
        },
        /do not fit together: .*label 1 at index 1, but there are 1 classes/,
      ],
    ];
    for (const [fill, message] of cases) {
      make(fill);
      await expect(readHdf5(other)).rejects.toThrow(CorruptFileError);
      await expect(readHdf5(other)).rejects.toThrow(message);
    }
    const empty = new h5wasm.File(other, 'w');
    empty.close();
    await expect(readHdf5(other)).rejects.toThrow(/holds no data sets/);
  });
});
