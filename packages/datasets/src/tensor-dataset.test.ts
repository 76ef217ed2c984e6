import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { InvalidDataError } from './errors.ts';
import { tensorDataset } from './tensor-dataset.ts';

test('batches pair the rows of both tensors, in any order, and leave none behind', () => {
  const xs = tf.tensor2d(Array.from({ length: 11 }, (_, i) => [i, -i]));
  const ys = tf.tensor1d(Array.from({ length: 11 }, (_, i) => 2 * i));
  const before = tf.memory().numTensors;
  for (const shuffle of [false, true]) {
    const seen: number[] = [];
    for (const batch of tensorDataset(xs, ys).batches({ batchSize: 4, shuffle, seed: 2 })) {
      expect(batch.xs.shape).toEqual([batch.ys.shape[0], 2]);
      const points = batch.xs.arraySync() as number[][];
      expect([...batch.ys.dataSync()]).toEqual(points.map(([x]) => 2 * x!));
      seen.push(...points.map(([x]) => x!));
      tf.dispose([batch.xs, batch.ys]);
    }
    expect(seen.length).toBe(11);
    expect(new Set(seen).size).toBe(11);
    expect(seen.every((x, i) => x === i)).toBe(!shuffle);
  }
  expect(tf.memory().numTensors).toBe(before);
  expect(xs.isDisposed || ys.isDisposed).toBe(false);
  tf.dispose([xs, ys]);
});

test('tensors that do not fit together, or are gone, are refused', () => {
  tf.tidy(() => {
    expect(() => tensorDataset(tf.zeros([3, 2]), tf.zeros([2]))).toThrow(InvalidDataError);
    expect(() => tensorDataset(tf.scalar(1), tf.scalar(1))).toThrow(InvalidDataError);
    expect(() => tensorDataset(tf.zeros([0, 2]), tf.zeros([0]))).toThrow(InvalidDataError);
    const gone = tf.zeros([3]);
    const data = tensorDataset(gone, tf.zeros([3]));
    gone.dispose();
    expect(() => [...data.batches()]).toThrow(InvalidDataError);
  });
});
