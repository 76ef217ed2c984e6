import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { deepFool } from '../attacks/deep-fool.ts';
import { fgsm } from '../attacks/fgsm.ts';
import { pgd } from '../attacks/pgd.ts';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { linf } from '../threats/linf.ts';
import { attackSummary } from './attack-summary.ts';

/** Margin x1 - x2; the last sample is wrong. Two batches. */
const model = logistic([1, -1], 0);
const MARGINS = [0.1, 0.2, 0.6, 0.7, -0.2];
const data = {
  length: 5,
  *batches() {
    for (const margins of [MARGINS.slice(0, 3), MARGINS.slice(3)]) {
      yield {
        xs: tf.tensor2d(margins.map((margin) => [0.5 + margin / 2, 0.5 - margin / 2])),
        ys: labelsOf(...margins.map(() => 1)),
      };
    }
  },
};

describe('attackSummary', () => {
  it('sums up a budget attack', async () => {
    const summary = await attackSummary(model, data, { attack: fgsm({ eps: 0.2 }) });
    expect(summary).toMatchObject({ attack: 'fgsm', count: 5, alreadyMisclassified: 1, successRate: 0.5 });
    expect(summary).toMatchObject({ queries: 0, gradients: 1, zeroGradients: 0 });
    expect(summary.distances.linf.mean).toBeCloseTo(0.2, 6);
    expect(summary.distances.l2.median).toBeCloseTo(0.2 * Math.SQRT2, 6);
    expect(summary.distances.l1.mean).toBeCloseTo(0.4, 6);
    expect(summary.timePerSample).toBeGreaterThan(0);
  });

  it('tells the mean and the median of the smallest changes', async () => {
    // Half of each margin, and 2 % more: 0.051, 0.102, 0.306, 0.357.
    const attack = deepFool({ threat: linf, overshoot: 0.02 });
    const { distances, successRate } = await attackSummary(model, data, { attack });
    expect(successRate).toBe(1);
    expect(distances.linf.mean).toBeCloseTo(0.204, 5);
    expect(distances.linf.median).toBeCloseTo(0.204, 5);
    const three = [
      {
        xs: tf.tensor2d([
          [0.6, 0.5],
          [0.6, 0.4],
          [0.9, 0.1],
        ]),
        ys: labelsOf(1, 1, 1),
      },
    ];
    const odd = await attackSummary(model, three, { attack });
    expect(odd.distances.linf.median).toBeCloseTo(0.102, 5);
    expect(odd.distances.linf.mean).toBeCloseTo((0.051 + 0.102 + 0.408) / 3, 5);
  });

  it('averages what is spent over the samples that were attacked', async () => {
    const { gradients } = await attackSummary(model, data, { attack: pgd({ eps: 0.2, steps: 7 }) });
    expect(gradients).toBe(7);
  });

  it('takes a targeted attack by its own goal', async () => {
    const attack = fgsm({ eps: 0.2, targeted: true });
    const summary = await attackSummary(model, data, { attack });
    // The labels are 1: only the last sample is not there yet.
    expect(summary).toMatchObject({ alreadyMisclassified: 4, successRate: 1 });
  });

  it('has no distance where nothing succeeded, and no rate where nothing was right', async () => {
    const { distances, successRate } = await attackSummary(model, data, { attack: fgsm({ eps: 0.01 }) });
    expect([successRate, distances.linf.mean, distances.l1.median]).toEqual([0, Number.NaN, Number.NaN]);
    const wrong = [{ xs: tf.tensor2d([[0.1, 0.9]]), ys: labelsOf(1) }];
    const nothing = await attackSummary(model, wrong, { attack: fgsm({ eps: 0.01 }) });
    expect(nothing).toMatchObject({ alreadyMisclassified: 1, successRate: 0, queries: 0, gradients: 0 });
  });

  it('leaks nothing, and refuses empty data', async () => {
    const before = tf.memory().numTensors;
    await attackSummary(model, data, { attack: fgsm({ eps: 0.2 }) });
    expect(tf.memory().numTensors).toBe(before);
    await expect(attackSummary(model, [], { attack: fgsm() })).rejects.toThrow(InvalidInputError);
    await expect(attackSummary(model, data, { attack: fgsm(), batchSize: -1 })).rejects.toThrow(
      InvalidOptionError,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
