import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, ModelOutputError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, uniform } from '../test-support.ts';
import { crossEntropy } from './cross-entropy.ts';
import { dlr, targetedDlr } from './dlr.ts';
import { klDivergence } from './kl-divergence.ts';
import { type Loss, type LossName, lossOf } from './loss.ts';
import { margin } from './margin.ts';

const rows = (...values: number[][]) => tf.tensor2d(values);
const four = rows([5, 2, 1, 0]);

describe('margin', () => {
  it('is the lead of the strongest other class', () => {
    expectClose(margin(rows([5, 2, 1], [5, 2, 1]), labelsOf(0, 1)).dataSync(), [-3, 3]);
  });

  it('is right where all logits are negative, and lives where the model is confident', () => {
    expectClose(margin(rows([-1, -3, -5]), labelsOf(0)).dataSync(), [-2]);
    const gradient = tf.grad((z) => tf.sum(margin(z as tf.Tensor2D, labelsOf(0))))(rows([1e6, -1e6, 0]));
    expectClose(gradient.dataSync(), [-1, 0, 1], 0);
  });

  it('gives the gradient to one of equals', () => {
    const gradient = tf.grad((z) => tf.sum(margin(z as tf.Tensor2D, labelsOf(0))))(rows([0, 2, 2]));
    expectClose(gradient.dataSync(), [-1, 1, 0], 0);
  });
});

describe('dlr', () => {
  it('agrees with the values by hand', () => {
    expectClose(dlr(tf.tile(four, [2, 1]), labelsOf(0, 1)).dataSync(), [-0.75, 0.75]);
    expectClose(targetedDlr(labelsOf(1))(four, labelsOf(0)).dataSync(), [-2 / 3]);
  });

  it('does not change with the scale or the origin of the logits', () => {
    const logits = uniform([20, 5], 7, -2, 2) as tf.Tensor2D;
    const labels = tf.argMax(logits, 1) as tf.Tensor1D;
    const moved = tf.add(tf.mul(logits, 40), 3) as tf.Tensor2D;
    expectClose(dlr(moved, labels).dataSync(), dlr(logits, labels).dataSync(), 1e-4);
    const targets = tf.cast(tf.argMin(logits, 1), 'int32') as tf.Tensor1D;
    const targeted = targetedDlr(targets);
    expectClose(targeted(moved, labels).dataSync(), targeted(logits, labels).dataSync(), 1e-4);
  });

  it('is finite where the logits are equal', () => {
    expectClose(dlr(rows([1, 1, 1, 1]), labelsOf(2)).dataSync(), [0]);
  });

  it('names the number of classes it needs', () => {
    expect(() => dlr(rows([1, 2]), labelsOf(0))).toThrow(ModelOutputError);
    expect(() => targetedDlr(labelsOf(1))(rows([1, 2, 3]), labelsOf(0))).toThrow(
      /targetedDlr needs at least 4 classes, but the model returns 3/,
    );
  });
});

describe('klDivergence', () => {
  it('is 0 at the reference, and agrees with the sum by hand elsewhere', () => {
    const reference = rows([Math.log(0.5), Math.log(0.25), Math.log(0.25)]);
    const loss = klDivergence(reference);
    expectClose(loss(reference, labelsOf(0)).dataSync(), [0], 1e-7);
    const uniformLogits = rows([3, 3, 3]);
    // log 3 - the entropy of (1/2, 1/4, 1/4), which is 1.5 log 2.
    expectClose(loss(uniformLogits, labelsOf(0)).dataSync(), [Math.log(3) - 1.5 * Math.log(2)], 1e-6);
  });
});

const targets = labelsOf(3, 0, 1);
const reference = uniform([3, 4], 99, -1, 1) as tf.Tensor2D;
const ALL: [string, Loss][] = [
  ['ce', crossEntropy],
  ['margin', margin],
  ['dlr', dlr],
  ['targetedDlr', targetedDlr(targets)],
  ['klDivergence', klDivergence(reference)],
];

describe.each(ALL)('%s', (_, loss) => {
  const logits = uniform([3, 4], 17, -2, 2) as tf.Tensor2D;
  const labels = labelsOf(0, 1, 2);

  it('has the gradient of its numeric differences', () => {
    const at = (values: ArrayLike<number>) =>
      tf.sum(loss(tf.tensor2d(Array.from(values), [3, 4]), labels)).dataSync()[0]!;
    const values = logits.dataSync();
    const step = 1e-2;
    const numeric = Array.from(values, (_, i) => {
      const moved = (by: number) => Float32Array.from(values, (value, j) => (i === j ? value + by : value));
      return (at(moved(step)) - at(moved(-step))) / (2 * step);
    });
    const gradient = tf.grad((z) => tf.sum(loss(z as tf.Tensor2D, labels)))(logits);
    // Rounding of sums near 5 over a step of 0.02, and the third derivatives times step squared.
    expectClose(gradient.dataSync(), numeric, 1e-3);
  });

  it('treats each sample alone, also when told which ones they are', () => {
    const all = loss(logits, labels).dataSync();
    const two = loss(tf.gather(logits, [2, 0]) as tf.Tensor2D, labelsOf(2, 0), [2, 0]).dataSync();
    expectClose(two, [all[2]!, all[0]!], 1e-6);
  });

  it('leaks nothing, with its gradient too', async () => {
    await expectNoLeak(() => loss(logits, labels));
    await expectNoLeak(() => tf.tidy(() => tf.grad((z) => tf.sum(loss(z as tf.Tensor2D, labels)))(logits)));
  });
});

describe('the name of a loss', () => {
  it('stands for it', () => {
    expect([lossOf('ce'), lossOf('margin'), lossOf('dlr')]).toEqual([crossEntropy, margin, dlr]);
    const own: Loss = (logits) => tf.sum(logits, 1);
    expect(lossOf(own)).toBe(own);
  });

  it('must be known', () => {
    for (const bad of ['hinge', 'toString', undefined]) {
      expect(() => lossOf(bad as LossName)).toThrow(InvalidOptionError);
    }
    expect(() => lossOf('hinge' as LossName)).toThrow(/one of ce, margin, dlr.*got hinge/);
  });
});
