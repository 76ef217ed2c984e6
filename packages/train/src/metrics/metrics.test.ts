import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { accuracy, topKAccuracy } from './accuracy.ts';
import { classFigures, confusionMatrix } from './confusion.ts';
import { rocAuc } from './roc-auc.ts';

const numbers = (run: () => tf.Tensor) => tf.tidy(() => [...run().dataSync()]);

describe('accuracy', () => {
  const logits = [
    [2, 1, 0],
    [0, 1, 2],
    [0, 3, 1],
  ];

  it('compares with indices and with probabilities', () => {
    expect(numbers(() => accuracy(tf.tensor1d([0, 1, 1], 'int32'), tf.tensor2d(logits)))).toEqual([1, 0, 1]);
    const soft = [
      [0.6, 0.4, 0],
      [0.1, 0.5, 0.4],
      [0.2, 0.7, 0.1],
    ];
    expect(numbers(() => accuracy(tf.tensor2d(soft), tf.tensor2d(logits)))).toEqual([1, 0, 1]);
  });

  it('counts a target among the k largest', () => {
    const of = (k: number) =>
      numbers(() => topKAccuracy(k)(tf.tensor1d([1, 0, 2], 'int32'), tf.tensor2d(logits)));
    expect([of(1), of(2), of(3)]).toEqual([
      [0, 0, 0],
      [1, 0, 1],
      [1, 1, 1],
    ]);
  });

  it('counts ties against the target: equal logits know nothing', () => {
    expect(numbers(() => topKAccuracy(2)(tf.tensor1d([0], 'int32'), tf.zeros([1, 3])))).toEqual([0]);
    expect(numbers(() => topKAccuracy(3)(tf.tensor1d([0], 'int32'), tf.zeros([1, 3])))).toEqual([1]);
  });

  it('refuses more than there are classes', () => {
    expect(() => topKAccuracy(0)).toThrow(TrainError);
    expect(() => topKAccuracy(4)(tf.tensor1d([0], 'int32'), tf.zeros([1, 3]))).toThrow(
      /k is 4, but there are 3/,
    );
  });
});

describe('confusion', () => {
  // Two of class 0 right, one taken for 1; one of class 1 right, one for 0; class 2 is never taken.
  const matrix = confusionMatrix([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 1], 3);

  it('counts what was taken for what', () => {
    expect(matrix).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [0, 1, 0],
    ]);
  });

  it('has precision, recall and F1 of each class', () => {
    const [a, b, c] = classFigures(matrix);
    expect(a).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
    expect(b).toEqual({ precision: 1 / 3, recall: 1 / 2, f1: 2 / 5, support: 2 });
    expect(c).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
  });

  it('F1 is the harmonic mean', () => {
    const samples = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(samples, (pairs) => {
        const figures = classFigures(
          confusionMatrix(
            pairs.map(([label]) => label),
            pairs.map(([, prediction]) => prediction),
            4,
          ),
        );
        for (const { precision, recall, f1 } of figures) {
          expect(f1).toBeCloseTo(
            precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
            12,
          );
        }
      }),
    );
  });

  it('refuses what is no class, and unequal lengths', () => {
    expect(() => confusionMatrix([0], [3], 3)).toThrow(/sample 0 is of class 0, taken for 3/);
    expect(() => confusionMatrix([-1], [0], 3)).toThrow(TrainError);
    expect(() => confusionMatrix([0, 1], [0], 3)).toThrow(/2 labels and 1 predictions/);
  });
});

describe('rocAuc', () => {
  it('is 1 for a perfect order, 0 for the reverse, one half for equal scores', () => {
    const positive = [false, false, true, true];
    expect(rocAuc(positive, [1, 2, 3, 4])).toBe(1);
    expect(rocAuc(positive, [4, 3, 2, 1])).toBe(0);
    expect(rocAuc(positive, [7, 7, 7, 7])).toBe(0.5);
  });

  it('is the share of pairs in the right order', () => {
    const samples = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 8 })), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(samples, (pairs) => {
        const [yes, no] = [true, false].map((kind) => pairs.filter(([positive]) => positive === kind));
        fc.pre(yes !== undefined && no !== undefined && yes.length > 0 && no.length > 0);
        let right = 0;
        for (const [, a] of yes ?? []) for (const [, b] of no ?? []) right += a > b ? 1 : a === b ? 0.5 : 0;
        const area = rocAuc(
          pairs.map(([positive]) => positive),
          pairs.map(([, score]) => score),
        );
        expect(area).toBeCloseTo(right / ((yes?.length ?? 0) * (no?.length ?? 0)), 10);
      }),
    );
  });

  it('refuses one kind alone, and NaN', () => {
    expect(() => rocAuc([true, true], [1, 2])).toThrow(/2 positive and 0 negative/);
    expect(() => rocAuc([true, false], [1, Number.NaN])).toThrow(/score 1 is NaN/);
    expect(() => rocAuc([true, false], [1])).toThrow(TrainError);
  });
});
