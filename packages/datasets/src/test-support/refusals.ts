import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { BatchOptions } from '../batch.ts';
import { InvalidArgumentError, InvalidDataError, OutOfRangeError } from '../errors.ts';
import type { Subject } from './subject.ts';

/** Bad input is refused by named errors, and leaves no tensor behind. */
export function itRefuses(subject: () => Subject): void {
  test('refuses what cannot be meant', async () => {
    const { whole, data } = subject();
    const before = tf.memory().numTensors;
    const { length } = whole;
    for (const index of [-1, length, 0.5, Number.NaN]) {
      expect(() => whole.get(index)).toThrow(OutOfRangeError);
      expect(() => whole.subset([0, index])).toThrow(OutOfRangeError);
    }
    expect(() => whole.subset([])).toThrow(InvalidDataError);
    for (const count of [0, length + 1, 1.5, Number.NaN]) {
      expect(() => whole.take(count)).toThrow(InvalidArgumentError);
    }
    for (const sizes of [0, 1, -0.5, Number.NaN, [], [length, 0], [1, length], [0.5, length - 0.5]]) {
      expect(() => whole.split(sizes as number)).toThrow(InvalidArgumentError);
    }
    const bad: BatchOptions[] = [
      { batchSize: 0 },
      { batchSize: 1.5 },
      { batchSize: length + 1, dropLast: true },
      { seed: -1 },
      { seed: 2 ** 32, shuffle: true },
    ];
    for (const options of bad) {
      expect(() => whole.batches(options)).toThrow(InvalidArgumentError);
      await expect(whole.toTfData(options)).rejects.toThrow(InvalidArgumentError);
    }
    expect(() => data.map(() => ({}))).toThrow(InvalidDataError);
    expect(() => data.map((example) => example, { shape: [...data.shape, 2] })).toThrow(InvalidDataError);
    expect(tf.memory().numTensors).toBe(before);
  });
}
