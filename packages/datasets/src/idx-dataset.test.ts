import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CorruptFileError, DigestError, MissingFileError, OfflineError } from './errors.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { FASHION_MNIST } from './fashion-mnist-source.ts';
import { idxDataset } from './idx-dataset.ts';
import { kmnist } from './kmnist.ts';
import { KMNIST } from './kmnist-source.ts';
import { put, temporary } from './node/testing.ts';
import { filesOf, idx, madeOf, noise, perClass } from './node/testing-sets.ts';

const images = (count: number, seed: number) => idx(2051, [count, 4, 3], noise(count * 12, seed));
const labels = (...values: number[]) => idx(2049, [values.length], Uint8Array.from(values));
const GOOD = [images(3, 1), labels(2, 0, 1), images(2, 2), labels(1, 1)];
const CLASSES = ['a', 'b', 'c'];

beforeEach(() => void vi.stubEnv('GRADLAB_DATA', ''));
afterEach(() => vi.unstubAllEnvs());

async function load(contents: readonly Uint8Array[]) {
  const source = madeOf(FASHION_MNIST, contents);
  return idxDataset(source, CLASSES, { root: await put(await temporary(), filesOf(source, contents)) });
}

test('four idx files become two data sets', async () => {
  const { train, test: held } = await load(GOOD);
  expect([train.name, train.length, train.shape]).toEqual(['fashion-mnist-train', 3, [4, 3, 1]]);
  expect([held.name, held.length, held.shape]).toEqual(['fashion-mnist-test', 2, [4, 3, 1]]);
  expect(train.get(1)).toEqual({ image: noise(36, 1).subarray(12, 24), label: 0 });
  expect([...held.labels]).toEqual([1, 1]);
  expect(train.classes).toEqual(CLASSES);
});

test.each<[string, Uint8Array[], RegExp]>([
  ['labels without images', [images(3, 1), labels(0, 1), ...GOOD.slice(2)], /train: 3 images but 2 labels/],
  [
    'a label without a class',
    [...GOOD.slice(0, 3), labels(0, 3)],
    /test labels: label 3 at index 1.*3 classes/,
  ],
  [
    'labels in place of images',
    [labels(...Array(20).fill(1)), ...GOOD.slice(1)],
    /magic number 2049, expected 2051/,
  ],
])('%s: CorruptFileError', async (_, contents, words) => {
  const failed = load(contents);
  await expect(failed).rejects.toThrow(CorruptFileError);
  await expect(failed).rejects.toThrow(words);
});

describe('Fashion-MNIST and KMNIST', () => {
  test('are not taken from the files of MNIST, which have the same names', async () => {
    const root = await put(await temporary(), filesOf(FASHION_MNIST, GOOD));
    await expect(fashionMnist({ root })).rejects.toThrow(CorruptFileError);
    await expect(kmnist({ root: await put(root, { kmnist: '' }) })).rejects.toThrow(CorruptFileError);
  });

  test('in a folder of their own are found before others of the same name', async () => {
    const source = madeOf(FASHION_MNIST, GOOD);
    const root = await put(await temporary(), filesOf(source, [...GOOD].reverse()));
    for (const [name, bytes] of Object.entries(filesOf(source, GOOD))) {
      await put(root, { [`FashionMNIST/raw/${name}`]: bytes });
    }
    expect((await idxDataset(source, CLASSES, { root })).train.length).toBe(3);
  });

  test('that are nowhere: OfflineError, and a named folder without them: MissingFileError', async () => {
    const options = { cacheDir: await temporary(), offline: true };
    for (const [load, name] of [
      [fashionMnist, 'fashion-mnist'],
      [kmnist, 'kmnist'],
    ] as const) {
      const failed = load(options);
      await expect(failed).rejects.toThrow(OfflineError);
      await expect(failed).rejects.toThrow(`${name} is not on this machine`);
      await expect(load({ root: options.cacheDir })).rejects.toThrow(MissingFileError);
    }
  });

  test('raw files of KMNIST are refused: nobody published what they must be', async () => {
    const contents = KMNIST.files.map(({ raw }) => new Uint8Array(raw.bytes));
    const failed = kmnist({ root: await put(await temporary(), filesOf(KMNIST, contents)) });
    await expect(failed).rejects.toThrow(DigestError);
    await expect(failed).rejects.toThrow(/train-images-idx3-ubyte\.gz only/);
  });

  test('sources name every file with sizes that fit the format, and digests', () => {
    for (const { files } of [FASHION_MNIST, KMNIST]) {
      expect(files.map(({ raw }) => raw.bytes)).toEqual([
        16 + 60_000 * 784,
        8 + 60_000,
        16 + 10_000 * 784,
        8 + 10_000,
      ]);
      for (const { gz } of files) expect(gz?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe.skipIf(!process.env.GRADLAB_DATA)(
  'Fashion-MNIST from GRADLAB_DATA (skipped where it is unset)',
  () => {
    beforeEach(() => vi.unstubAllEnvs());

    test('has 6000 and 1000 images of each class, and the published first labels', async () => {
      const { train, test: held } = await fashionMnist();
      expect([train.length, held.length, train.shape]).toEqual([60_000, 10_000, [28, 28, 1]]);
      expect(perClass(train)).toEqual(Array(10).fill(6000));
      expect(perClass(held)).toEqual(Array(10).fill(1000));
      expect([...train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
      expect([...held.labels.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
      expect(train.classes[train.get(0).label]).toBe('Ankle boot');
      expect(train.classes[train.get(1).label]).toBe('T-shirt/top');
      expect(held.classes[held.get(2).label]).toBe('Trouser');
    });

    test('has the published mean 0.2860 and standard deviation 0.3530', async () => {
      const { mean, std } = (await fashionMnist()).train.stats();
      expect(mean[0]).toBeCloseTo(0.286, 4);
      expect(std[0]).toBeCloseTo(0.353, 4);
    });
  },
);
