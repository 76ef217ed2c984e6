import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from '../../losses/cross-entropy.ts';
import { labelsOf } from '../../test-support.ts';
import { classOf, logProbability, margin, marginScore, probabilityScore, reached } from './answers.ts';

const LOGITS = [-1, -3, -5];

describe('what attacks are told', () => {
  it('is the first of the largest logits, as for a prediction', () => {
    expect(classOf([1, 3, 3])).toBe(1);
    expect(classOf([0, 0])).toBe(0);
    expect(reached(LOGITS, 0, false)).toBe(false);
    expect(reached(LOGITS, 1, false)).toBe(true);
    expect(reached(LOGITS, 0, true)).toBe(true);
    expect(reached(LOGITS, 1, true)).toBe(false);
  });

  it('is the margin, also where all logits are negative', () => {
    expect(margin(LOGITS, 0, false)).toBe(2);
    expect(margin(LOGITS, 1, false)).toBe(-2);
    expect(margin(LOGITS, 2, true)).toBe(4);
    expect(marginScore(LOGITS, 0, false)).toEqual({ reached: false, loss: 2 });
  });

  it('is the logarithm of the probability, the negative cross-entropy, without overflow', () => {
    const logits = [3, -1, 0.5, 2];
    for (const label of [0, 1, 2, 3]) {
      const entropy = crossEntropy(tf.tensor2d([logits]), labelsOf(label)).dataSync()[0] ?? Number.NaN;
      expect(logProbability(logits, label, false)).toBeCloseTo(-entropy, 5);
      expect(logProbability(logits, label, true)).toBeCloseTo(entropy, 5);
    }
    expect(logProbability([2000, 0], 1, false)).toBe(-2000);
    expect(probabilityScore([0, 0], 0, true)).toEqual({ reached: true, loss: Math.log(2) });
  });
});
