import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ModelOutputError, ProbabilityOutputError } from '../errors.ts';
import { classifier } from './classifier.ts';
import { predict } from './predict.ts';

const answering = (rows: number[][]) => (_: tf.Tensor) => tf.tensor2d(rows);

describe('predict', () => {
  it('takes the largest logit, and the first of equals', async () => {
    const { classes, classCount } = await predict(
      classifier(
        answering([
          [1, 3, 2],
          [5, 5, -1],
          [-3, -2, -2],
        ]),
      ),
      tf.zeros([3, 1]),
    );
    expect([...classes]).toEqual([1, 0, 1]);
    expect(classCount).toBe(3);
  });

  it('refuses probabilities, unless they are declared to be logits', async () => {
    const softmax = answering([
      [0.2, 0.8],
      [1, 0],
    ]);
    await expect(predict(classifier(softmax), tf.zeros([2, 1]))).rejects.toThrow(ProbabilityOutputError);
    await expect(predict(classifier(softmax), tf.zeros([2, 1]))).rejects.toThrow(/outputs: 'logits'/);
    await predict(classifier(softmax, { outputs: 'logits' }), tf.zeros([2, 1]));
  });

  it('accepts logits of which one row happens to sum to 1', async () => {
    await predict(
      classifier(
        answering([
          [0.2, 0.8],
          [0.2, 0.81],
        ]),
      ),
      tf.zeros([2, 1]),
    );
    await predict(
      classifier(
        answering([
          [2, -1],
          [0.5, 0.5],
        ]),
      ),
      tf.zeros([2, 1]),
    );
  });

  it('refuses logits that are not finite, and says whose', async () => {
    const broken = predict(
      classifier(
        answering([
          [1, 2],
          [1, Number.NaN],
        ]),
      ),
      tf.zeros([2, 1]),
      'adversarial',
    );
    await expect(broken).rejects.toThrow(ModelOutputError);
    await expect(broken).rejects.toThrow(/not finite for the adversarial sample 1: \[1, NaN\]/);
  });
});
