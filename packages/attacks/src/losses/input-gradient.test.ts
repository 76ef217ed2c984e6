import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { GradientError, ZeroGradientError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { crossEntropy } from './cross-entropy.ts';
import { checkGradient, inputGradient } from './input-gradient.ts';

describe('inputGradient', () => {
  it('is -(1 - p) w for a logistic model', () => {
    const model = classifier(logistic([2, -1, 0.5, 0], 0.1));
    const gradient = inputGradient(model, tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]), labelsOf(1));
    expectClose(gradient.dataSync(), [-0.42833, 0.214165, -0.1070825, 0], 1e-6);
  });

  it('is W (softmax - one-hot) for a linear model', () => {
    const weights = uniform([6, 4], 11, -1, 1) as tf.Tensor2D;
    const xs = uniform([3, 6], 12) as tf.Tensor2D;
    const labels = labelsOf(0, 2, 3);
    const residual = tf.sub<tf.Tensor2D>(tf.softmax(tf.matMul(xs, weights)), tf.oneHot(labels, 4));
    const expected = tf.matMul(residual, weights, false, true).dataSync();
    const model = classifier((x) => tf.matMul(x as tf.Tensor2D, weights));
    expectClose(inputGradient(model, xs, labels).dataSync(), expected, 1e-6);
  });

  it('agrees with numeric differences', () => {
    const model = classifier(smoothNet(6, 3, 21), { preprocess: { mean: 0.3, std: 0.5 } });
    const xs = uniform([2, 3, 2], 23);
    const labels = labelsOf(0, 2);
    const loss = (at: tf.Tensor) => tf.sum(crossEntropy(model.logits(at), labels)).dataSync()[0] ?? 0;
    const step = 1e-2;
    const numeric = Array.from({ length: xs.size }, (_, i) => {
      const bump = tf.tensor(
        Array.from({ length: xs.size }, (_, j) => (i === j ? step : 0)),
        xs.shape,
      );
      return (loss(tf.add(xs, bump)) - loss(tf.sub(xs, bump))) / (2 * step);
    });
    expectClose(inputGradient(model, xs, labels).dataSync(), numeric, 1e-3);
  });

  it('does not depend on the batch a sample is in', () => {
    const model = classifier(smoothNet(4, 3, 31));
    const xs = uniform([8, 4], 33);
    const all = inputGradient(model, xs, labelsOf(0, 1, 2, 0, 1, 2, 0, 1));
    const alone = inputGradient(model, tf.slice(xs, 5, 1), labelsOf(2));
    expectClose(tf.slice(all, 5, 1).dataSync(), alone.dataSync(), 1e-6);
  });

  it('computes no parameter gradient', async () => {
    const model = classifier(smoothNet(4, 3, 41));
    const xs = uniform([2, 4], 43);
    const count = async (f: () => tf.Tensor) => {
      const { kernels } = await tf.profile(f);
      return kernels.filter(({ name }) => /MatMul/.test(name)).length;
    };
    expect(await count(() => model.logits(xs))).toBe(2);
    expect(await count(() => inputGradient(model, xs, labelsOf(0, 1)))).toBe(4);
  });

  it('goes through layers with training: false', () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 5, activation: 'tanh', inputShape: [4] }),
        tfl.layers.dropout({ rate: 0.9 }),
        tfl.layers.dense({ units: 3 }),
      ],
    });
    const xs = uniform([2, 4], 53);
    const gradient = () => inputGradient(classifier(model), xs, labelsOf(0, 1)).dataSync();
    expectClose(gradient(), gradient(), 0);
    expect([...gradient()].every((value) => value !== 0)).toBe(true);
  });

  it('says where gradients come from when there are none', () => {
    const sum = tf.getGradient('Sum');
    tf.unregisterGradient('Sum');
    try {
      expect(() => inputGradient(classifier(smoothNet(4, 3, 55)), uniform([1, 4], 57), labelsOf(0))).toThrow(
        /no gradients here.*tfjs-layers/,
      );
    } finally {
      tf.registerGradient(sum);
    }
  });

  it('leaks nothing', async () => {
    const model = classifier(smoothNet(4, 3, 61));
    const xs = uniform([2, 4], 63);
    const labels = labelsOf(0, 1);
    await expectNoLeak(() => inputGradient(model, xs, labels));
  });
});

describe('checkGradient', () => {
  it('marks single samples without a gradient', async () => {
    expect(
      await checkGradient(
        tf.tensor2d([
          [0, 0],
          [0, 1e-30],
        ]),
      ),
    ).toEqual([true, false]);
  });

  it('refuses a batch without any gradient, unless told to report it', async () => {
    await expect(checkGradient(tf.zeros([2, 3]))).rejects.toThrow(ZeroGradientError);
    expect(await checkGradient(tf.zeros([2, 3]), 'report')).toEqual([true, true]);
  });

  it('refuses NaN and Infinity', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = checkGradient(
        tf.tensor2d([
          [1, 1],
          [bad, 1],
        ]),
      );
      await expect(broken).rejects.toThrow(GradientError);
      await expect(broken).rejects.toThrow(/sample 1 is not finite/);
    }
  });
});
