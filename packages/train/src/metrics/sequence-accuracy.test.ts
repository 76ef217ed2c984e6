import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { sequenceAccuracy, tokenAccuracy } from './sequence-accuracy.ts';

/** The largest logits say 1, 2, 0 in every row. */
const OUTPUTS = Array.from({ length: 4 }, () => [
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 0],
]);
const TARGETS = [
  [1, 2, 0],
  [1, 1, 0],
  [2, 1, 1],
  [0, 0, 0],
];

const compute = (metric: ReturnType<typeof tokenAccuracy>, targets = TARGETS) =>
  tf.tidy(() => [...metric(tf.tensor2d(targets, undefined, 'int32'), tf.tensor3d(OUTPUTS)).dataSync()]);

describe('tokenAccuracy and sequenceAccuracy', () => {
  it('count the tokens of each sample that are no padding', () => {
    expect(compute(tokenAccuracy())).toEqual([1, 0.5, 0, 0]);
    expect(compute(sequenceAccuracy())).toEqual([1, 0, 0, 1]);
  });

  it('ignore what they are told to', () => {
    expect(compute(tokenAccuracy({ ignore: 1 }))).toEqual([1, 1, 0, expect.closeTo(1 / 3, 6)]);
    expect(compute(sequenceAccuracy({ ignore: -1 }))).toEqual([1, 0, 0, 0]);
  });

  it('leave nothing behind but their result', () => {
    const before = tf.memory().numTensors;
    for (const metric of [tokenAccuracy(), sequenceAccuracy()]) compute(metric);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuse other shapes', () => {
    for (const metric of [tokenAccuracy(), sequenceAccuracy()]) {
      expect(() => compute(metric, [[1], [1], [1], [1]])).toThrow(TrainError);
    }
  });
});
