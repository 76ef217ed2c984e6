import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { fgsm } from './fgsm.ts';

const THREATS = { linf, l2, l1 } as const;
const RUNS = { seed: 2015, numRuns: 12 } as const;

const norm = fc.constantFrom('linf', 'l2', 'l1');
const count = fc.constantFrom(1, 3, 8);
const sample = fc.constantFrom<number[][]>([12], [4, 3], [2, 3, 2]);
const seed = fc.integer({ min: 1, max: 10_000 });

const setting = (size: number, n: number, shape: number[], start: number) => ({
  model: smoothNet(size, 3, start),
  xs: uniform([n, ...shape], start + 2),
  labels: labelsOf(...Array.from({ length: n }, (_, i) => (start + i) % 3)),
});

describe('properties of fgsm', () => {
  it('treats every sample as if it were alone, in batches of 1, 3 and 8 and ranks 2, 3 and 4', async () => {
    await fc.assert(
      fc.asyncProperty(norm, count, sample, seed, async (name, n, shape, start) => {
        const { model, xs, labels } = setting(12, n, shape, start);
        const attack = fgsm({ eps: 0.1, threat: THREATS[name as keyof typeof THREATS] });
        const together = await attack(model, xs, labels);
        expect(together.shape).toEqual(xs.shape);
        for (let i = 0; i < n; i++) {
          const alone = await attack(model, tf.slice(xs, i, 1), tf.slice(labels, i, 1));
          expectClose(tf.slice(together, i, 1).dataSync(), alone.dataSync(), 1e-6);
        }
      }),
      RUNS,
    );
  });

  it('does not care about the order of the batch', async () => {
    await fc.assert(
      fc.asyncProperty(norm, seed, async (name, start) => {
        const { model, xs, labels } = setting(12, 8, [12], start);
        const attack = fgsm({ eps: 0.1, threat: THREATS[name as keyof typeof THREATS] });
        const forward = await attack(model, xs, labels);
        const backward = await attack(model, tf.reverse(xs, 0), tf.reverse(labels, 0) as tf.Tensor1D);
        expectClose(tf.reverse(backward, 0).dataSync(), forward.dataSync(), 1e-6);
      }),
      RUNS,
    );
  });

  it('stays within eps and the bounds, and is the identity at eps 0', async () => {
    const radius = fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 2, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(norm, radius, seed, async (name, eps, start) => {
        const { model, xs, labels } = setting(12, 3, [12], start);
        const attack = fgsm({ eps, threat: THREATS[name as keyof typeof THREATS] });
        const { adversarial, distances } = await attack.run(model, xs, labels);
        const values = adversarial.dataSync();
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
        expect(Math.max(...distances[name as keyof typeof THREATS])).toBeLessThanOrEqual(eps + 1e-6);
        if (eps === 0) expectClose(values, xs.dataSync(), 0);
      }),
      { ...RUNS, numRuns: 24 },
    );
  });

  it('is the optimum on a linear model: no other point of the ball has a smaller margin', async () => {
    const weight = fc.double({ min: -2, max: 2, noNaN: true });
    const weights = fc
      .array(weight, { minLength: 4, maxLength: 4 })
      .filter((w) => w.some((v) => Math.abs(v) > 0.1));
    await fc.assert(
      fc.asyncProperty(norm, weights, seed, async (name, w, start) => {
        const threat = THREATS[name as keyof typeof THREATS];
        const model = logistic(w, 0.1);
        const open = classifier(model, { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] });
        const xs = uniform([1, 4], start);
        const margins = (x: tf.Tensor) => tf.slice(model(x), [0, 1], [-1, 1]).dataSync();
        const [best = Number.NaN] = margins(await fgsm({ eps: 0.3, threat })(open, xs, labelsOf(1)));
        const rivals = tf.add(xs, threat(0.3).project(uniform([200, 4], start + 1, -1, 1)));
        expect(Math.min(...margins(rivals))).toBeGreaterThanOrEqual(best - 1e-5);
      }),
      RUNS,
    );
  });
});
