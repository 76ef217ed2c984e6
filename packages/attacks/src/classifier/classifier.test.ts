import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, ModelOutputError } from '../errors.ts';
import { expectClose, expectNoLeak, smoothNet, uniform } from '../test-support.ts';
import { classifier, toClassifier } from './classifier.ts';
import type { LogitsModel } from './model.ts';
import { predict } from './predict.ts';

describe('classifier', () => {
  it('defaults to [0, 1] and no preprocessing', () => {
    const model = classifier((x) => x);
    expect(model.bounds).toEqual([0, 1]);
    expectClose(model.logits(tf.tensor2d([[0.25, 0.5]])).dataSync(), [0.25, 0.5], 0);
  });

  it('is taken as it is, and a bare model with the defaults', () => {
    const model = classifier((x) => x, { bounds: [-1, 1] });
    expect(toClassifier(model)).toBe(model);
    expect(toClassifier((x: tf.Tensor2D) => x).bounds).toEqual([0, 1]);
  });

  it('preprocesses', () => {
    const model = classifier((x) => x, { preprocess: { mean: 0.5, std: 0.5 } });
    expectClose(model.logits(tf.tensor2d([[0, 1]])).dataSync(), [-1, 1], 0);
  });

  it('applies a LayersModel with training: false', () => {
    const model = tfl.sequential({
      layers: [tfl.layers.dropout({ rate: 0.5, inputShape: [3] }), tfl.layers.dense({ units: 2 })],
    });
    const xs = uniform([4, 3], 1);
    expectClose(classifier(model).logits(xs).dataSync(), (model.predict(xs) as tf.Tensor).dataSync(), 0);
  });

  it('does not hand out a tensor the model keeps, nor its input', () => {
    const kept = tf.tensor2d([[1, 2]]);
    classifier(() => kept)
      .logits(kept)
      .dispose();
    expect(kept.isDisposed).toBe(false);
    classifier((x) => x)
      .logits(kept)
      .dispose();
    expect(kept.isDisposed).toBe(false);
  });

  it('leaks nothing', async () => {
    const xs = uniform([2, 4], 3);
    const model = classifier(smoothNet(4, 3, 5), { preprocess: { mean: [0, 0, 0, 0], std: 2 } });
    await expectNoLeak(() => model.logits(xs));
    await expectNoLeak(async () => {
      await predict(model, xs);
      return [];
    });
  });

  it('refuses options out of range', () => {
    const identity = (x: tf.Tensor) => x;
    expect(() => classifier(identity, { bounds: [1, 0] })).toThrow(/min < max, got \[1, 0\]/);
    expect(() => classifier(identity, { bounds: [0, Number.NaN] })).toThrow(InvalidOptionError);
    expect(() => classifier(identity, { classes: 1 })).toThrow(/classes must be an integer of at least 2/);
    expect(() => classifier(identity, { outputs: 'x' as 'logits' })).toThrow(/outputs must be/);
    expect(() => classifier(identity, { randomness: 'x' as 'checked' })).toThrow(/randomness must be/);
  });

  it('refuses what is no model', () => {
    for (const bad of [null, undefined, 3, {}, { predict: () => 0 }]) {
      expect(() => toClassifier(bad as unknown as LogitsModel)).toThrow(ModelOutputError);
    }
  });

  it('refuses outputs that are not logits [N, K]', () => {
    const xs = tf.zeros([2, 3]);
    const logits = (f: (x: tf.Tensor) => unknown) => () =>
      classifier(f as (x: tf.Tensor) => tf.Tensor).logits(xs);
    expect(logits(() => tf.zeros([2, 1]))).toThrow(
      /at least 2 classes, got the shape \[2,1\]; for one logit/,
    );
    expect(logits(() => tf.zeros([2]))).toThrow(/\[N, K\] = \[2, K\] for 2 samples, got the shape \[2\]/);
    expect(logits(() => tf.zeros([1, 3]))).toThrow(ModelOutputError);
    expect(logits(() => [tf.zeros([2, 3]), tf.zeros([2, 3])])).toThrow(/one tensor of logits.*got 2 outputs/);
    expect(logits(() => undefined)).toThrow(/got undefined/);
    expect(() => classifier(() => tf.zeros([2, 3]), { classes: 4 }).logits(xs)).toThrow(/3 classes.*with 4/);
  });
});
