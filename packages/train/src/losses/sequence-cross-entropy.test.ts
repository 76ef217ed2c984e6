import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { crossEntropy } from './cross-entropy.ts';
import { type Loss, weightedLoss } from './loss.ts';
import { sequenceCrossEntropy } from './sequence-cross-entropy.ts';

const LOGITS = [
  [
    [2, -1, 0.5],
    [0, 3, -2],
  ],
  [
    [-1.5, 0.25, 1],
    [4, 3.5, -6],
  ],
];

function valueAndGradient(loss: Loss, targets: number[][], weights?: number[]) {
  return tf.tidy(() => {
    const wanted = tf.tensor2d(targets, undefined, 'int32');
    const compute = (outputs: tf.Tensor) =>
      weights ? weightedLoss(loss, wanted, outputs, tf.tensor1d(weights)) : loss(wanted, outputs);
    const { value, grad } = tf.valueAndGrad(compute)(tf.tensor3d(LOGITS));
    return { value: value.dataSync()[0] as number, gradient: [...grad.dataSync()] };
  });
}

function near(actual: readonly number[], expected: readonly number[], within = 1e-6): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((actual[i] as number) - value)).toBeLessThan(within);
}

describe('sequenceCrossEntropy', () => {
  it('is what PyTorch 1.13 gives for ignore_index=0', () => {
    const { value, gradient } = valueAndGradient(sequenceCrossEntropy(), [
      [1, 2],
      [2, 0],
    ]);
    expect(Math.abs(value - 2.912473)).toBeLessThan(1e-5);
    near(
      gradient,
      [0.261866, -0.320296, 0.05843, 0.015708, 0.3155, -0.331208, 0.017602, 0.101293, -0.118895, 0, 0, 0],
    );
  });

  it('is the cross-entropy of all steps where none is ignored', () => {
    const { value, gradient } = valueAndGradient(sequenceCrossEntropy({ ignore: -100 }), [
      [1, 0],
      [2, 0],
    ]);
    tf.tidy(() => {
      const wanted = tf.tensor1d([1, 0, 2, 0], 'int32');
      const flat = tf.reshape(tf.tensor3d(LOGITS), [4, 3]);
      const expected = tf.valueAndGrad((x: tf.Tensor) => crossEntropy(wanted, x))(flat);
      near([value, ...gradient], [...expected.value.dataSync(), ...expected.grad.dataSync()]);
    });
  });

  it('is 0, and teaches nothing, where no token counts', () => {
    const nothing = [
      [0, 0],
      [0, 0],
    ];
    const { value, gradient } = valueAndGradient(sequenceCrossEntropy(), nothing);
    expect(value).toBe(0);
    expect(gradient.every((one) => one === 0)).toBe(true);
  });

  it('weighs a sample by its weight and its tokens', () => {
    const targets = [
      [1, 2],
      [2, 0],
    ];
    const both = valueAndGradient(sequenceCrossEntropy(), targets);
    const ones = valueAndGradient(sequenceCrossEntropy(), targets, [1, 1]);
    near([ones.value, ...ones.gradient], [both.value, ...both.gradient]);
    const first = valueAndGradient(sequenceCrossEntropy(), targets, [1, 0]);
    const second = valueAndGradient(sequenceCrossEntropy(), targets, [0, 1]);
    near([first.value + second.value], [both.value]);
    expect(first.gradient.slice(6).every((one) => one === 0)).toBe(true);
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    valueAndGradient(sequenceCrossEntropy(), [
      [1, 2],
      [2, 0],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [
      'a token beyond the logits',
      [
        [1, 3],
        [2, 0],
      ],
      /target 3 at index 1/,
    ], // prettier-ignore
    [
      'a negative token',
      [
        [1, 2],
        [-1, 0],
      ],
      /target -1 at index 2/,
    ], // prettier-ignore
    ['another length', [[1], [2]], /got int32 \[2,1\] and \[2,2,3\]/],
  ])('refuses %s', (_, targets, message) => {
    const attempt = () => valueAndGradient(sequenceCrossEntropy(), targets as number[][]);
    expect(attempt).toThrow(TrainError);
    expect(attempt).toThrow(message);
  });

  it('refuses targets that are no integers', () => {
    tf.tidy(() => {
      expect(() => sequenceCrossEntropy()(tf.zeros([2, 2]), tf.tensor3d(LOGITS))).toThrow(/got float32/);
    });
  });
});
