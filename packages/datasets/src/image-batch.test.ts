import '@tensorflow/tfjs-backend-cpu';
import type { Transform as Augmentation, ImageBatch as AugmentedBatch } from '@gradlab/augment';
import { randomHorizontalFlip } from '@gradlab/augment';
import * as tf from '@tensorflow/tfjs-core';
import { expect, expectTypeOf, test } from 'vitest';
import type { BatchOptions } from './batch.ts';
import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import { tensorDataset } from './tensor-dataset.ts';
import { noise, numbered } from './test-support/numbered.ts';
import type { ImageBatch, Transform } from './transform.ts';

/** What the transform was called with, and what came out of the pass. */
function recorded(options: BatchOptions, transform: Transform = (batch) => batch) {
  const calls: { batch: ImageBatch; seed: number }[] = [];
  const spy: Transform = (batch, seed) => {
    calls.push({ batch, seed });
    return transform(batch, seed);
  };
  const out = Array.from(numbered(10).batches({ batchSize: 4, ...options, transform: spy }), ({ xs, ys }) => {
    const shown = {
      shape: xs.shape,
      dtype: ys.dtype,
      xs: xs.dataSync(),
      labels: ys.shape,
      ys: ys.dataSync(),
    };
    tf.dispose([xs, ys]);
    return shown;
  });
  return { calls, out };
}

test('a transform sees float32 images in [0, 1] with their labels, in the order of the pass', () => {
  const { calls, out } = recorded({ shuffle: true, seed: 6 });
  const plain = Array.from(numbered(10).batches({ batchSize: 4, shuffle: true, seed: 6 }), ({ xs, ys }) => {
    const shown = { images: xs.dataSync(), labels: ys.dataSync(), shape: xs.shape, classes: 3 };
    tf.dispose([xs, ys]);
    return shown;
  });
  expect(calls.map(({ batch }) => batch)).toEqual(plain);
  expect(out.map(({ shape, dtype }) => [shape, dtype])).toEqual([
    [[4, 2, 1, 3], 'int32'],
    [[4, 2, 1, 3], 'int32'],
    [[2, 2, 1, 3], 'int32'],
  ]);
});

test('each batch has a seed of its own, decided by the seed and its number, with and without shuffling', () => {
  const seeds = (options: BatchOptions) => recorded(options).calls.map(({ seed }) => seed);
  const first = seeds({ seed: 1 });
  expect(new Set(first).size).toBe(3);
  expect(first.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  expect(seeds({ seed: 1, shuffle: true })).toEqual(first);
  expect(seeds({ seed: 1, batchSize: 5 })).toEqual(first.slice(0, 2));
  expect(new Set([...first, ...seeds({ seed: 2 }), ...seeds({})]).size).toBe(9);
});

test('xs takes the shape of what a transform makes, and mixed labels are float32 [N, classes]', () => {
  const mix: Transform = ({ shape, classes }) => ({
    images: Float32Array.from({ length: shape[0] * 8 }, (_, k) => k),
    shape: [shape[0], 4, 2, 1],
    labels: Float32Array.from({ length: shape[0] * 3 }, (_, k) => k / 10),
    classes,
  });
  const { out } = recorded({}, mix);
  expect(out[2]).toEqual({
    shape: [2, 4, 2, 1],
    dtype: 'float32',
    xs: Float32Array.from({ length: 16 }, (_, k) => k),
    labels: [2, 3],
    ys: Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5),
  });
});

test('the stored bytes stay as they are, even where a transform writes into its batch', () => {
  const data = numbered(4);
  const before = data.images.slice();
  const wild: Transform = (batch) => {
    batch.images.fill(0.5);
    batch.labels.fill(1);
    return batch;
  };
  const [batch] = data.batches({ transform: wild });
  expect(batch!.xs.dataSync().every((x) => x === 0.5)).toBe(true);
  tf.dispose([batch!.xs, batch!.ys]);
  expect(data.images).toEqual(before);
  expect([...data.labels]).toEqual([0, 1, 2, 0]);
});

test('an error of a transform reaches the caller and leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const fail = new Error('mine');
  const pass = numbered(10).batches({
    batchSize: 4,
    transform: (batch) => {
      if (batch.shape[0] === 2) throw fail;
      return batch;
    },
  });
  expect(() => {
    for (const { xs, ys } of pass) tf.dispose([xs, ys]);
  }).toThrow(fail);
  expect(tf.memory().numTensors).toBe(before);
});

const right: ImageBatch = {
  images: new Float32Array(24),
  shape: [4, 2, 1, 3],
  labels: new Int32Array(4),
  classes: 3,
};
test.each<[string, object]>([
  ['too few values', { images: new Float32Array(23) }],
  ['bytes', { images: new Uint8Array(24) }],
  ['three axes', { shape: [4, 2, 3] }],
  ['a side of zero', { shape: [4, 2, 0, 3], images: new Float32Array(0) }],
  ['a label too few', { labels: new Int32Array(3) }],
  ['probabilities of too few classes', { labels: new Float32Array(8) }],
  ['labels as bytes', { labels: new Uint8Array(4) }],
  ['no labels', { labels: undefined }],
  ['no images', { images: undefined }],
  ['no shape', { shape: undefined }],
])('a transform that returns %s is refused, and leaves no tensor behind', (_, wrong) => {
  const before = tf.memory().numTensors;
  expect(recorded({ batchSize: 4, dropLast: true }, () => right).out.length).toBe(2);
  expect(() => recorded({}, () => ({ ...right, ...wrong }) as ImageBatch)).toThrow(InvalidDataError);
  expect(() => recorded({}, () => ({ ...right, ...wrong }) as ImageBatch)).toThrow(/numbered: the transform/);
  expect(tf.memory().numTensors).toBe(before);
});

test('tensors are no images: a transform is refused', () => {
  tf.tidy(() => {
    const data = tensorDataset(tf.zeros([3, 2]), tf.zeros([3]));
    expect(() => data.batches({ transform: (batch) => batch })).toThrow(InvalidArgumentError);
  });
});

test('the transforms of @gradlab/augment are transforms', () => {
  expectTypeOf<Augmentation>().toExtend<Transform>();
  expectTypeOf<Transform>().toExtend<Augmentation>();
  expectTypeOf<ImageBatch>().toEqualTypeOf<AugmentedBatch>();
  const data = noise([3], [1, 2, 1]);
  const [batch] = data.batches({ transform: randomHorizontalFlip({ p: 1 }) });
  const [a, b, c, d, e, f] = data.images;
  const swapped = [b, a, d, c, f, e].map((byte) => Math.fround(byte! / 255));
  expect([...batch!.xs.dataSync()]).toEqual(swapped);
  tf.dispose([batch!.xs, batch!.ys]);
});
