import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { heInit } from './he-init.ts';
import { valuesOf } from './test-support.ts';

const draw = (fanIn: number, seed: number) => {
  const tensor = heInit(fanIn, seed).apply([100, 100]);
  const values = valuesOf(tensor);
  tensor.dispose();
  return values;
};

describe('heInit', () => {
  it('is normal with variance 2 / fanIn, not cut', () => {
    const deviation = Math.sqrt(2 / 18);
    const values = draw(18, 0);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    // Standard errors over 10 000 values: 1 % of the deviation, 1.4 % of the variance, and 0.2 % of a share of 4.55 %.
    expect(Math.abs(mean / deviation)).toBeLessThan(0.04);
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(0.06);
    const beyondTwo = values.filter((v) => Math.abs(v) > 2 * deviation).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.01);
  });

  it('is decided by its seed, zero among them', () => {
    expect(draw(9, 0)).toEqual(draw(9, 0));
    expect(draw(9, 1)).not.toEqual(draw(9, 0));
    expect(draw(9, -1)).not.toEqual(draw(9, 0));
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    draw(9, 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
