import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { expectNoLeak, logistic } from '../test-support.ts';
import { isAhead, smoothedPredict } from './smoothed-predict.ts';

describe('isAhead', () => {
  it.each([
    // Two-sided: 9 of 10 have the probability 2 (10 + 1) / 1024 = .0215, 8 of 10 2 (45 + 10 + 1) / 1024 = .109.
    [9, 1, 0.022, true],
    [9, 1, 0.021, false],
    [8, 2, 0.1, false],
    [8, 2, 0.11, true],
    [10, 0, 2 / 1024 + 1e-9, true],
    [10, 0, 2 / 1024 - 1e-9, false],
    [5, 5, 0.5, false],
    [0, 0, 0.5, false],
  ])('%i to %i at %f: %s', (first, second, alpha, ahead) => {
    expect(isAhead(first, second, alpha)).toBe(ahead);
  });
});

describe('smoothedPredict', () => {
  it('names the class of most noisy copies, and abstains where it may be chance', async () => {
    const xs = tf.tensor2d([[0.9], [0.1], [0.5]]);
    expect(await smoothedPredict(logistic([1], -0.5), xs, { sigma: 0.25, samples: 200 })).toEqual([
      1,
      0,
      null,
    ]);
  });

  it('may differ from the model itself: noise decides what is around a sample', async () => {
    // Class 0 only within .01 of one half.
    const island = (x: tf.Tensor) => {
      const outside = tf.sub(tf.abs(tf.sub(x, 0.5)), 0.01);
      return tf.concat([tf.neg(outside), outside], 1);
    };
    expect(await smoothedPredict(island, tf.tensor2d([[0.5]]), { sigma: 0.1, samples: 100 })).toEqual([1]);
  });

  it('leaks nothing and refuses what is out of range', async () => {
    const xs = tf.tensor2d([[0.9]]);
    await expectNoLeak(async () => {
      await smoothedPredict(logistic([1], -0.5), xs, { sigma: 0.1, samples: 10 });
      return [];
    });
    await expect(smoothedPredict(logistic([1], 0), xs, { sigma: -1 })).rejects.toThrow(InvalidOptionError);
  });
});
