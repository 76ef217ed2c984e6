import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, ModelOutputError } from '../errors.ts';
import { labelsOf, logistic, uniform } from '../test-support.ts';
import { countingModel } from '../testing/counting-model.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { apgd } from './apgd.ts';
import { apgdT } from './apgd-t.ts';

const NORMS = [
  ['linf', linf, 0.1],
  ['l2', l2, 0.3],
  ['l1', l1, 0.8],
] as const;

for (const [norm, threat, eps] of NORMS) {
  itIsAnHonestAttack(`apgdT in ${norm}`, {
    make: ({ seed }) => apgdT({ eps, threat, steps: 4, seed }),
    deterministic: () => apgdT({ eps, threat, steps: 4, randomStart: false }),
    zero: () => apgdT({ eps: 0, threat, steps: 4 }),
    // Momentum adds up what two batches round differently.
    tolerance: 1e-4,
    heavy: norm !== 'linf',
  });
  itSpendsItsBudget('apgdT', (radii) => apgdT({ eps: radii, threat, steps: 20 }), norm, {
    each: 'once',
    heavy: true,
  });
}

/** Logits `(9, ...others)`, each falling slightly with the sum of the inputs: class 0 everywhere in [0, 1]^2. */
const safe = (classes: number) => (xs: tf.Tensor) =>
  tf.tidy(() => {
    const sum = tf.sum(xs, 1, true);
    const others = Array.from({ length: classes - 1 }, (_, k) => tf.sub(tf.mul(sum, 0.1 * k), k));
    return tf.concat([tf.add(tf.mul(sum, -0.1), 9), ...others], 1);
  });

describe('apgdT', () => {
  it.each([
    // All nine with all 100 steps are counted in `auto-attack.counts.test.ts`.
    ['4 classes: all others, with 100 steps', 4, {}, 3 * 101],
    ['12 classes: nine of the others', 12, { steps: 5 }, 9 * 6],
    ['10 classes: all others', 10, { steps: 5 }, 9 * 6],
    ['5 classes: all others', 5, { steps: 5 }, 4 * 6],
    ['two targets', 10, { targets: 2, steps: 5 }, 2 * 6],
    ['two restarts each', 10, { targets: 2, restarts: 2, steps: 10 }, 4 * 11],
  ])(
    'spends all its gradients on a model that cannot be fooled: %s',
    async (_, classes, options, expected) => {
      const model = countingModel(safe(classes));
      const result = await apgdT({ eps: 0.1, ...options }).run(model, uniform([2, 2], 11), labelsOf(0, 0));
      expect(result.success).toEqual([false, false]);
      expect([...result.gradients]).toEqual([expected, expected]);
      // The logits that rank the classes.
      expect([...result.queries]).toEqual([1, 1]);
      expect(model.rows()).toBe(2 * (expected + 1) + 4);
      result.dispose();
    },
  );

  it('finds a class that the gradient at the sample does not point to', async () => {
    // Class 1 is the strongest other at 0.5 and grows to the right, but stays below 0; class 3 grows to the left, above 0 at 0.41.
    const trap = (xs: tf.Tensor) =>
      tf.tidy(() => {
        const line = (slope: number, at: number) => tf.add(tf.mul(tf.sub(xs, 0.5), slope), at);
        return tf.concat([line(0, 0), line(0.5, -0.35), line(0, -4), line(-6, -0.5)], 1);
      });
    const xs = tf.tensor2d([[0.5]]);
    const options = { eps: 0.1, steps: 20, randomStart: false };
    const untargeted = await apgd({ ...options, loss: 'dlr' }).run(trap, xs, labelsOf(0));
    const targeted = await apgdT(options).run(trap, xs, labelsOf(0));
    expect(untargeted.success).toEqual([false]);
    expect(targeted.success).toEqual([true]);
    expect(targeted.adversarialPredictions[0]).toBe(3);
  });

  it('needs four classes', async () => {
    const run = apgdT({ eps: 0.1 })(logistic([1, 1], 0), uniform([2, 2], 11), labelsOf(0, 0));
    await expect(run).rejects.toThrow(ModelOutputError);
    await expect(run).rejects.toThrow(/apgdT needs at least 4 classes.*returns 2; use apgd/);
  });

  it('refuses options out of range', () => {
    expect(() => apgdT({ targets: 0 })).toThrow(InvalidOptionError);
    expect(() => apgdT({ targets: 0 })).toThrow(/targets must be a positive integer/);
    expect(() => apgdT({ threat: l2 })).toThrow(/apgdT needs eps/);
    expect(() => apgdT({ steps: 0 })).toThrow(/steps must be a positive integer/);
  });
});
