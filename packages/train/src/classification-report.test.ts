import { tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { classificationReport } from './classification-report.ts';
import { TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';

/** Hands its inputs on as logits. */
const identity = () =>
  sequential({
    layers: [layers.dense({ units: 3, inputShape: [3], useBias: false, kernelInitializer: 'identity' })],
  });

const LOGITS = [
  [2, 1, 0],
  [1, 0, 0.5],
  [0, 3, 1],
  [2, 1, 0],
  [0, 1, 2],
];
const LABELS = [0, 0, 1, 1, 2];

describe('classificationReport', () => {
  it('says what the classifier does', async () => {
    const [xs, ys, model] = [tf.tensor2d(LOGITS), tf.tensor1d(LABELS, 'int32'), identity()];
    const data = tensorDataset(xs, ys);
    const before = tf.memory().numTensors;
    const report = await classificationReport(model, data, { batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
    expect(report.count).toBe(5);
    expect(report.accuracy).toBeCloseTo(0.8, 12);
    expect(report.confusion).toEqual([
      [2, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]);
    expect(report.classes[1]).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
    expect(report.macro.precision).toBeCloseTo((2 / 3 + 1 + 1) / 3, 12);
    expect(report.macro.recall).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    // Class 0: samples 0, 1 against 2, 3, 4; sample 3 equals sample 0 and is above sample 1. 1 and 2 by the same count.
    const softmax = LOGITS.map((row) => {
      const sum = row.reduce((total, z) => total + Math.exp(z), 0);
      return row.map((z) => Math.exp(z) / sum);
    });
    const area = (k: number) => {
      let [right, pairs] = [0, 0];
      for (const [i, a] of LABELS.entries()) {
        for (const [j, b] of LABELS.entries()) {
          if (a !== k || b === k) continue;
          const [p, q] = [softmax[i]![k]!, softmax[j]![k]!];
          right += p > q ? 1 : p === q ? 0.5 : 0;
          pairs++;
        }
      }
      return right / pairs;
    };
    expect(report.auc).toBeCloseTo((area(0) + area(1) + area(2)) / 3, 10);
    const { loss } = await evaluate(model, data);
    expect(report.loss).toBeCloseTo(loss, 6);
    expect(report.perplexity).toBeCloseTo(Math.exp(loss), 5);
    tf.dispose([xs, ys]);
    model.dispose();
  });

  it('has no area where a class has no sample', async () => {
    const [xs, ys, model] = [tf.tensor2d(LOGITS), tf.tensor1d([0, 0, 1, 1, 1], 'int32'), identity()];
    expect((await classificationReport(model, tensorDataset(xs, ys))).auc).toBeUndefined();
    tf.dispose([xs, ys]);
    model.dispose();
  });

  it('refuses targets that are no indices', async () => {
    const [xs, model] = [tf.tensor2d(LOGITS), identity()];
    const before = tf.memory().numTensors;
    const report = classificationReport(model, tensorDataset(xs, xs));
    await expect(report).rejects.toThrow(TrainError);
    expect(tf.memory().numTensors).toBe(before);
    xs.dispose();
    model.dispose();
  });
});
