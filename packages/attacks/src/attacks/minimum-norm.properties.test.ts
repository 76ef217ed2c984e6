import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { labelsOf, logistic } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import type { Attack } from './attack.ts';
import { ddn } from './ddn.ts';
import { deepFool } from './deep-fool.ts';
import { fmn } from './fmn.ts';

const RUNS = { numRuns: 15 } as const;
const THREATS = { linf, l2, l1 } as const;
type Name = keyof typeof THREATS;
const DUAL: Record<Name, (w: readonly number[]) => number> = {
  linf: (w) => w.reduce((sum, v) => sum + Math.abs(v), 0),
  l2: (w) => Math.hypot(...w),
  l1: (w) => Math.max(...w.map(Math.abs)),
};

const name = fc.constantFrom<Name[]>('linf', 'l2', 'l1');
const weight = fc.double({ min: -2, max: 2, noNaN: true }).map(Math.fround);
const value = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.fround);
/** A plane at a distance that float32 can tell from 0, and that one can walk in steps of length 1. */
const plane = fc
  .record({ pairs: fc.array(fc.tuple(weight, value), { minLength: 2, maxLength: 6 }), offset: weight })
  .map(({ pairs, offset }) => ({ w: pairs.map(([w]) => w), x: pairs.map(([, x]) => x), offset }))
  .filter(({ w, x, offset }) => {
    const margin = Math.abs(marginOf(w, x, offset));
    return DUAL.l1(w) > 0.5 && margin > 0.05 && margin < 1;
  });

function marginOf(w: readonly number[], x: readonly number[], offset: number): number {
  return w.reduce((sum, v, i) => sum + v * (x[i] ?? 0), offset);
}

interface Outcome {
  readonly distance: number;
  readonly optimum: number;
  /** How far rounding may move a distance. */
  readonly rounding: number;
}

/** Runs an attack on one sample of a logistic model without bounds, whose optimum is m / |w| in the dual norm. */
async function runOn(
  { w, x, offset }: { w: number[]; x: number[]; offset: number },
  attack: Attack,
  norm: Name,
) {
  const model = classifier(logistic(w, offset), { bounds: [-100, 100] });
  const margin = marginOf(w, x, offset);
  const xs = tf.tensor2d([x]);
  const result = await attack.run(model, xs, labelsOf(margin > 0 ? 1 : 0));
  tf.dispose([xs, result.adversarial]);
  expect(result.success).toEqual([true]);
  const distance = result.distances[norm][0] ?? Number.NaN;
  const optimum = Math.abs(margin) / DUAL[norm](w);
  const terms = w.reduce(
    (sum, v, i) => sum + Math.abs(v) * (1 + Math.abs(x[i] ?? 0) + distance),
    Math.abs(offset),
  );
  // Each of at most seven terms of the margin rounds by half a float32, and so does every value of the sample.
  const ulp = 2 ** -23;
  const rounding = (8 * ulp * terms) / DUAL[norm](w) + w.length * ulp * (1 + distance);
  return { distance, optimum, rounding } satisfies Outcome;
}

describe('attacks of minimum norm on any plane', () => {
  it('deepFool goes 1.02 times the distance', async () => {
    await fc.assert(
      fc.asyncProperty(name, plane, async (norm, sample) => {
        const { distance, optimum, rounding } = await runOn(
          sample,
          deepFool({ threat: THREATS[norm] }),
          norm,
        );
        expect(Math.abs(distance - 1.02 * optimum)).toBeLessThanOrEqual(2 * rounding);
      }),
      RUNS,
    );
  });

  it('fmn is never nearer than the optimum, and at most a tenth farther', async () => {
    await fc.assert(
      fc.asyncProperty(name, plane, async (norm, sample) => {
        const attack = fmn({ threat: THREATS[norm], steps: 40 });
        const { distance, optimum, rounding } = await runOn(sample, attack, norm);
        expect(distance).toBeGreaterThanOrEqual(optimum - rounding);
        expect(distance).toBeLessThanOrEqual(optimum * 1.1 + rounding);
      }),
      RUNS,
    );
  });

  it('ddn is within the five percent by which its sphere grows and shrinks', async () => {
    await fc.assert(
      fc.asyncProperty(plane, async (sample) => {
        const { distance, optimum, rounding } = await runOn(sample, ddn(), 'l2');
        expect(distance).toBeGreaterThanOrEqual(optimum - rounding);
        expect(distance).toBeLessThanOrEqual(optimum / 0.95 + rounding);
      }),
      RUNS,
    );
  });
});
