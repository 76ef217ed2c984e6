import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { type AttentionRegularizerOptions, attentionRegularizer } from './attention-regularizer.ts';

/** Two samples of two steps over three positions; the second sample's last position and last step are padding. */
const ALPHA = [
  [
    [0.5, 0.25, 0.25],
    [0.125, 0.625, 0.25],
  ],
  [
    [0.25, 0.75, 0],
    [0.5, 0.5, 0],
  ],
];
const MASK = [
  [7, 8, 2],
  [9, 2, 0],
];
const STEPS = [
  [4, 2],
  [2, 0],
];

function compute(options: (tf_: typeof tf) => AttentionRegularizerOptions = () => ({})) {
  return tf.tidy(() => {
    const chosen = options(tf);
    const { value, grad } = tf.valueAndGrad((alpha: tf.Tensor) => attentionRegularizer(alpha, chosen))(
      tf.tensor3d(ALPHA),
    );
    return { value: value.dataSync()[0] as number, gradient: [...grad.dataSync()] };
  });
}
const masks = () => ({
  mask: tf.tensor2d(MASK, undefined, 'int32'),
  steps: tf.tensor2d(STEPS, undefined, 'int32'),
});

describe('attentionRegularizer', () => {
  it('is the mean over samples of sum_i (tau - sum_t alpha_t^i)^2, by hand', () => {
    // Received: .625, .875, .5 and .75, 1.25, 0.
    const first = 0.375 ** 2 + 0.125 ** 2 + 0.5 ** 2;
    const second = 0.25 ** 2 + 0.25 ** 2 + 1;
    const { value, gradient } = compute();
    expect(value).toBeCloseTo((first + second) / 2, 6);
    // -2 (tau - received) / 2 samples, the same at every step.
    const ofFirst = [-0.375, -0.125, -0.5];
    const ofSecond = [-0.25, 0.25, -1];
    expect(gradient).toEqual([...ofFirst, ...ofFirst, ...ofSecond, ...ofSecond]);
  });

  it('leaves padding out, of positions and of steps', () => {
    // Received by the second sample in its one step: .25, .75.
    const { value, gradient } = compute(masks);
    const first = 0.375 ** 2 + 0.125 ** 2 + 0.5 ** 2;
    expect(value).toBeCloseTo((first + 0.75 ** 2 + 0.25 ** 2) / 2, 6);
    // Sums with +0, which -0 is not to toEqual.
    expect(gradient.slice(6).map((one) => one + 0)).toEqual([-0.75, -0.25, 0, 0, 0, 0]);
  });

  it('takes another tau, or the even share of each sample', () => {
    expect(compute(() => ({ tau: 0.5 })).value).toBeCloseTo(
      (0.125 ** 2 + 0.375 ** 2 + 0.25 ** 2 + 0.75 ** 2 + 0.25) / 2,
      6,
    ); // prettier-ignore
    // 2 steps over 3 positions, and 1 step over 2.
    const even = (0.625 - 2 / 3) ** 2 + (0.875 - 2 / 3) ** 2 + (0.5 - 2 / 3) ** 2;
    expect(compute(() => ({ ...masks(), tau: 'even' })).value).toBeCloseTo((even + 2 * 0.25 ** 2) / 2, 6);
  });

  it('is 0 for even attention alone', () => {
    tf.tidy(() => {
      const even = tf.fill([2, 6, 4], 0.25);
      expect(attentionRegularizer(even, { tau: 'even' }).dataSync()[0]).toBe(0);
      expect(attentionRegularizer(even, { tau: 1.5 }).dataSync()[0]).toBe(0);
    });
  });

  it('leaves nothing behind but its result', () => {
    const before = tf.memory().numTensors;
    compute(masks);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, () => AttentionRegularizerOptions, RegExp]>([
    ['a mask of steps', () => ({ mask: tf.ones([2, 2]) }), /mask must be \[2,3\]/],
    ['steps of positions', () => ({ steps: tf.ones([2, 3]) }), /steps must be \[2,2\]/],
    ['a negative tau', () => ({ tau: -1 }), /tau/],
    ['an infinite tau', () => ({ tau: Number.POSITIVE_INFINITY }), /tau/],
  ])('refuses %s', (_, options, message) => {
    expect(() => compute(options)).toThrow(TrainError);
    expect(() => compute(options)).toThrow(message);
  });

  it('refuses attention of another rank', () => {
    tf.tidy(() => {
      expect(() => attentionRegularizer(tf.ones([2, 3]))).toThrow(/\[N, T, S\]/);
    });
  });
});
