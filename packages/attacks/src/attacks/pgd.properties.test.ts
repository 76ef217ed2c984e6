import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { pgd } from './pgd.ts';

const THREATS = { linf, l2, l1 } as const;
const RUNS = { seed: 2018, numRuns: 20 } as const;

const norm = fc.constantFrom<(keyof typeof THREATS)[]>('linf', 'l2', 'l1');
const seed = fc.integer({ min: 0, max: 10_000 });
const steps = fc.integer({ min: 1, max: 6 });
const radius = fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 2, noNaN: true }));
const step = fc.option(fc.double({ min: 1e-3, max: 3, noNaN: true }), { nil: undefined });

const setting = (n: number, shape: number[], start: number) => ({
  model: smoothNet(12, 3, start + 1),
  xs: uniform([n, ...shape], start + 2),
  labels: labelsOf(...Array.from({ length: n }, (_, i) => (start + i) % 3)),
});

describe('properties of pgd', () => {
  it('stays within eps and the bounds, and is the identity at eps 0', async () => {
    await fc.assert(
      fc.asyncProperty(
        norm,
        radius,
        step,
        steps,
        fc.boolean(),
        seed,
        async (name, eps, alpha, count, randomStart, start) => {
          const { model, xs, labels } = setting(3, [12], start);
          const options = { eps, steps: count, randomStart, seed: start, threat: THREATS[name] };
          const attack = pgd({ ...options, ...(alpha !== undefined && { alpha }) });
          const { adversarial, distances } = await attack.run(model, xs, labels);
          const values = adversarial.dataSync();
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...values)).toBeLessThanOrEqual(1);
          // Twelve values, each within half a float32 of its own: an L1 distance may exceed eps by 12 * 6e-8.
          expect(Math.max(...distances[name])).toBeLessThanOrEqual(eps + 1e-6);
          if (eps === 0) expectClose(values, xs.dataSync(), 0);
        },
      ),
      RUNS,
    );
  });

  it('treats every sample as if it were alone, and keeps the shape, in ranks 2, 3 and 4', async () => {
    const sample = fc.constantFrom<number[][]>([12], [4, 3], [2, 3, 2]);
    await fc.assert(
      fc.asyncProperty(norm, sample, seed, async (name, shape, start) => {
        const { model, xs, labels } = setting(3, shape, start);
        // Few steps: rounding that differs between batch sizes grows from step to step.
        const attack = pgd({ eps: 0.1, steps: 3, randomStart: false, threat: THREATS[name] });
        const together = await attack(model, xs, labels);
        expect(together.shape).toEqual(xs.shape);
        for (let i = 0; i < 3; i++) {
          const alone = await attack(model, tf.slice(xs, i, 1), tf.slice(labels, i, 1));
          expectClose(tf.slice(together, i, 1).dataSync(), alone.dataSync(), 1e-5);
        }
      }),
      RUNS,
    );
  });

  it('does not lower the loss of a smooth net within a small ball', async () => {
    await fc.assert(
      fc.asyncProperty(norm, seed, async (name, start) => {
        const { model, xs, labels } = setting(3, [12], start);
        const loss = (at: tf.Tensor) => {
          const own = tf.cast(tf.oneHot(labels, 3), 'float32');
          return tf.sum(tf.mul(tf.neg(tf.logSoftmax(model(at) as tf.Tensor2D)), own), 1).dataSync();
        };
        const attack = pgd({ eps: 0.05, steps: 10, randomStart: false, threat: THREATS[name] });
        const after = loss(await attack(model, xs, labels));
        const before = loss(xs);
        for (let i = 0; i < 3; i++) expect(after[i]).toBeGreaterThanOrEqual(before[i]! - 1e-6);
      }),
      RUNS,
    );
  });
});
