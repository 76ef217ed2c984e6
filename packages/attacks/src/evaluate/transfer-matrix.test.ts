import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fgsm } from '../attacks/fgsm.ts';
import { InvalidInputError, InvalidOptionError, UnsteadyModelError } from '../errors.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { transferMatrix } from './transfer-matrix.ts';

/** Margin x1 - x2 of four samples, the last one wrong, in two batches. */
const MARGINS = [0.1, 0.3, 0.5, -0.2];
const data = {
  length: 4,
  *batches() {
    for (const margins of [MARGINS.slice(0, 2), MARGINS.slice(2)]) {
      yield {
        xs: tf.tensor2d(margins.map((margin) => [0.5 + margin / 2, 0.5 - margin / 2])),
        ys: labelsOf(...margins.map(() => 1)),
      };
    }
  },
};
const models = {
  // By the difference; by it and 0.25 in favour of the label; by x1 alone, against 0.35.
  both: logistic([1, -1], 0),
  biased: logistic([1, -1], 0.25),
  first: logistic([1, 0], -0.35),
};

describe('transferMatrix', () => {
  it('is what a hand calculates for linear models', async () => {
    const matrix = await transferMatrix(models, data, { attack: fgsm({ eps: 0.1 }) });
    // Margins of `both`: .1 .3 .5 -.2; of `biased`: .35 .55 .75 .05; of `first`: .2 .3 .4 .05.
    // Samples against the first two lose 0.2, 0.2 and 0.1; those against the last, which leave x2 alone, 0.1, 0.1 and 0.1.
    expect(matrix.names).toEqual(['both', 'biased', 'first']);
    expect(matrix.cleanAccuracy).toEqual([0.75, 1, 1]);
    expect(matrix.successRate).toEqual([
      [1 / 3, 1 / 4, 1 / 4],
      [1 / 3, 1 / 4, 1 / 4],
      [0, 1 / 4, 1 / 4],
    ]);
    expect(matrix.accuracy).toEqual([
      [0.5, 0.75, 0.75],
      [0.5, 0.75, 0.75],
      [0.75, 0.75, 0.75],
    ]);
    expect(matrix.count).toBe(4);
  });

  it('disposes the batches and leaks nothing, also where a model fails', async () => {
    const before = tf.memory().numTensors;
    await transferMatrix(models, data, { attack: fgsm({ eps: 0.1 }) });
    expect(tf.memory().numTensors).toBe(before);
    const fragile = { ...models, fragile: (x: tf.Tensor) => tf.log(tf.sub(x, 0.34)) };
    await expect(transferMatrix(fragile, data, { attack: fgsm({ eps: 0.1 }) })).rejects.toThrow(/not finite/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reports progress, and stops at an abort', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    const run = transferMatrix(models, data, {
      attack: fgsm({ eps: 0.1 }),
      signal,
      onProgress: ({ done, total }) => {
        seen.push(done, total ?? 0);
        controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual([2, 4]);
  });

  it('refuses no models, targeted attacks, empty data and restless models', async () => {
    const attack = fgsm({ eps: 0.1 });
    await expect(transferMatrix({}, data, { attack })).rejects.toThrow(InvalidOptionError);
    const targeted = fgsm({ eps: 0.1, targeted: true });
    await expect(transferMatrix(models, data, { attack: targeted })).rejects.toThrow(/untargeted/);
    await expect(transferMatrix(models, [], { attack })).rejects.toThrow(InvalidInputError);
    await expect(transferMatrix(models, data, { attack, batchSize: 0 })).rejects.toThrow(/batchSize/);
    let calls = 0;
    const restless = { restless: (x: tf.Tensor) => tf.add(logistic([1, -1], 0)(x), [0, ++calls]) };
    await expect(transferMatrix(restless, data, { attack })).rejects.toThrow(UnsteadyModelError);
  });
});
