import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rnnStep } from './rnn-step.ts';
import { valuesOf } from './test-support.ts';

const step = () =>
  tf.tidy(() => {
    const kernel = tf.tensor2d([0.5, -1, 2, 0.25], [2, 2]);
    return valuesOf(
      rnnStep(
        tf.tensor2d([0.1, 0.2, 0, 0], [2, 2]),
        tf.tensor2d([1, 2, 0, 0], [2, 2]),
        kernel,
        tf.tensor1d([1, -1]),
      ),
    );
  });

describe('rnnStep', () => {
  it('is tanh(p + h U + b)', () => {
    const expected = [0.1 + (0.5 + 4) + 1, 0.2 + (-1 + 0.5) - 1, 1, -1].map(Math.tanh);
    for (const [i, value] of step().entries()) expect(value).toBeCloseTo(expected[i] as number, 6);
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    step();
    expect(tf.memory().numTensors).toBe(before);
  });
});
