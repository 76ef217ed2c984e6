import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, labelsOf, uniform } from '../test-support.ts';
import { crossEntropy } from './cross-entropy.ts';

const gradient = (logits: tf.Tensor2D, labels: tf.Tensor1D) =>
  tf.grad((z: tf.Tensor) => tf.sum(crossEntropy(z as tf.Tensor2D, labels)))(logits);

describe('crossEntropy', () => {
  it('is -log softmax of the label', () => {
    const logits = tf.tensor2d([
      [0, 1.3],
      [0, 1.3],
      [1, 2],
    ]);
    const expected = [Math.log(1 + Math.exp(-1.3)), Math.log(1 + Math.exp(1.3)), Math.log(1 + Math.exp(1))];
    expectClose(crossEntropy(logits, labelsOf(1, 0, 0)).dataSync(), expected, 1e-6);
    expect(expected[0]).toBeCloseTo(0.2410085, 7);
  });

  it('has the gradient softmax - one-hot', () => {
    const logits = uniform([5, 4], 3, -3, 3) as tf.Tensor2D;
    const labels = labelsOf(0, 1, 2, 3, 0);
    const expected = tf.sub(tf.softmax(logits), tf.oneHot(labels, 4)).dataSync();
    expectClose(gradient(logits, labels).dataSync(), expected, 1e-6);
  });

  it('counts tied logits once', () => {
    const p = 1 / 3;
    expectClose(gradient(tf.tensor2d([[2, 2, 2]]), labelsOf(0)).dataSync(), [p - 1, p, p], 1e-6);
  });

  it.each([20, 40, 80])('keeps both halves of the gradient at the margin %d', (margin) => {
    const [own = 0, other = 0] = gradient(tf.tensor2d([[margin, 0]]), labelsOf(0)).dataSync();
    const expected = 1 / (1 + Math.exp(margin));
    expect(other / expected).toBeCloseTo(1, 4);
    expect(own / expected).toBeCloseTo(-1, 4);
  });

  it('is finite for hopeless labels', () => {
    const logits = tf.tensor2d([[0, 500]]);
    expectClose(crossEntropy(logits, labelsOf(0)).dataSync(), [500], 1e-3);
    expectClose(gradient(logits, labelsOf(0)).dataSync(), [-1, 1], 1e-6);
  });

  it('leaks nothing', async () => {
    const logits = tf.tensor2d([[0, 1]]);
    const labels = labelsOf(0);
    await expectNoLeak(() => crossEntropy(logits, labels));
  });
});
