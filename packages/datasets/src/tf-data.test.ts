import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfData from '@tensorflow/tfjs-data';
import { expect, expectTypeOf, test, vi } from 'vitest';
import { InvalidArgumentError, MissingPeerError } from './errors.ts';
import { numbered } from './test-support/numbered.ts';
import type { TfDataset } from './tf-data.ts';

type Full = tfData.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>;

test('the module may be handed over, and its own type asked for', async () => {
  const before = tf.memory().numTensors;
  const pipeline = await numbered(10).toTfData<Full>({ tfData, batchSize: 4 });
  expect(pipeline).toBeInstanceOf(tfData.Dataset);
  expect(pipeline.size).toBe(3);
  const sizes: number[] = [];
  await pipeline.take(2).forEachAsync(({ xs, ys }) => {
    sizes.push(xs.shape[0] as number, ys.shape[0] as number);
  });
  expect(sizes).toEqual([4, 4, 4, 4]);
  expect(tf.memory().numTensors).toBe(before);
});

test('what is promised without the package is part of what it makes', () => {
  expectTypeOf<Full>().toExtend<Omit<TfDataset, 'size'>>();
});

test('options are checked before the module is looked for', async () => {
  await expect(numbered(10).toTfData({ batchSize: 0 })).rejects.toThrow(InvalidArgumentError);
});

test('without the package: an error that says what to install', async () => {
  vi.doMock('@tensorflow/tfjs-data', () => {
    throw new Error('not installed');
  });
  const failed = numbered(10).toTfData();
  await expect(failed).rejects.toThrow(MissingPeerError);
  await expect(failed).rejects.toThrow(/npm install @tensorflow\/tfjs-data@4/);
  vi.doUnmock('@tensorflow/tfjs-data');
});
