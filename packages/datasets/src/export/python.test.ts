import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageDataset } from '../image-dataset.ts';
import { temporary } from '../node/testing.ts';
import { writeNpz } from '../npz/write-npz.ts';
import { askPython, contents, pythonWith } from '../test-support/bundles.ts';
import { noise } from '../test-support/numbered.ts';
import { readHdf5 } from './read-hdf5.ts';
import { writeHdf5 } from './write-hdf5.ts';

const h5py = pythonWith('h5py', 'numpy');
const numpy = pythonWith('numpy');

const data = imageDataset({
  ...(contents(noise([3, 2], [4, 5, 3])) as ReturnType<typeof noise>),
  classes: ['T-shirt/top', 'キ (ki)'],
});

/** The bytes at one place, which tells whether the axes mean the same. */
const at = (i: number, y: number, x: number, c: number) => data.get(i).image[(y * 5 + x) * 3 + c];

const DESCRIBE = `
import json, sys, numpy as np
def describe(a): return [str(a.dtype), list(a.shape)]
`;

test.skipIf(!h5py)('h5py opens the file (skipped without /usr/bin/python3 and its h5py)', async () => {
  const path = join(await temporary(), 'a.h5');
  await writeHdf5(path, { noise: { all: data } }, { compression: 4, notes: { noise: { source: 'żółw' } } });
  const seen = askPython(
    h5py as string,
    `${DESCRIBE}
import h5py
with h5py.File(sys.argv[1]) as f:
    g = f['noise/all']; x = g['images'][:]; y = g['labels'][:]
    print(json.dumps(dict(format=f.attrs['format'], version=int(f.attrs['version']), source=f['noise'].attrs['source'], name=g.attrs['name'],
      images=describe(x), labels=y.tolist(), kind=describe(y), pixel=int(x[4, 3, 2, 1]), sum=int(x.sum()), compression=g['images'].compression,
      classes=list(g['classes'].asstr()), mean=g.attrs['mean'].tolist(), std=g.attrs['std'].tolist(),
      numpy_mean=(x / 255).mean((0, 1, 2)).tolist(), numpy_std=(x / 255).std((0, 1, 2)).tolist())))`,
    path,
  ) as Record<string, unknown>;
  expect(seen).toMatchObject({
    format: 'gradlab-datasets',
    version: 1,
    source: 'żółw',
    name: 'noise',
    images: ['uint8', [5, 4, 5, 3]],
    kind: ['uint8', [5]],
    labels: [0, 0, 0, 1, 1],
    pixel: at(4, 3, 2, 1),
    sum: data.images.reduce((a, b) => a + b),
    compression: 'gzip',
    classes: data.classes,
  });
  for (const key of ['mean', 'std']) {
    (seen[`numpy_${key}`] as number[]).forEach((value, c) => {
      expect((seen[key] as number[])[c]).toBeCloseTo(value, 12);
    });
  }
});

test.skipIf(!h5py)('what h5py wrote is read (skipped without /usr/bin/python3 and its h5py)', async () => {
  const path = join(await temporary(), 'b.h5');
  askPython(
    h5py as string,
    `${DESCRIBE}
import h5py
x = np.arange(2 * 3 * 4 * 3, dtype='u1').reshape(2, 3, 4, 3)
with h5py.File(sys.argv[1], 'w') as f:
    g = f.create_group('own/train')
    g.create_dataset('images', data=x, compression='gzip', shuffle=True)
    g['labels'] = np.array([1, 0])
    g['classes'] = ['nein', 'ja']
print('null')`,
    path,
  );
  const train = (await readHdf5(path)).own?.train;
  expect(train).toMatchObject({
    classes: ['nein', 'ja'],
    shape: [3, 4, 3],
    length: 2,
    labels: Uint8Array.of(1, 0),
  });
  expect(train).toHaveProperty(
    'images',
    Uint8Array.from({ length: 72 }, (_, i) => i),
  );
});

test.skipIf(!numpy).each([0, 6] as const)(
  'numpy opens the archive, with compression %i (skipped without /usr/bin/python3 and its numpy)',
  async (compression) => {
    const path = join(await temporary(), 'a.npz');
    await writeNpz(path, { noise: { all: data } }, { compression, notes: { noise: { source: 'żółw' } } });
    const seen = askPython(
      numpy as string,
      `${DESCRIBE}
f = np.load(sys.argv[1]); x = f['noise/all/images']; y = f['noise/all/labels']
print(json.dumps(dict(files=f.files, images=describe(x), labels=y.tolist(), kind=describe(y), pixel=int(x[4, 3, 2, 1]), sum=int(x.sum()),
  classes=f['noise/all/classes'].tolist(), name=str(f['noise/all/name']), source=str(f['noise/source']), mean=describe(f['noise/all/mean']))))`,
      path,
    );
    expect(seen).toEqual({
      files: [
        ...['images', 'labels', 'classes', 'name', 'mean', 'std'].map((key) => `noise/all/${key}`),
        'noise/source',
      ],
      images: ['uint8', [5, 4, 5, 3]],
      kind: ['uint8', [5]],
      labels: [0, 0, 0, 1, 1],
      pixel: at(4, 3, 2, 1),
      sum: data.images.reduce((a, b) => a + b),
      classes: data.classes,
      name: 'noise',
      source: 'żółw',
      mean: ['float64', [3]],
    });
  },
);
