import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fgsm } from '../attacks/fgsm.ts';
import { pgd } from '../attacks/pgd.ts';
import { InvalidInputError } from '../errors.ts';
import { labelsOf } from '../test-support.ts';
import { monotonicity } from './monotonicity.ts';
import { robustAccuracy } from './robust-accuracy.ts';

const curveOf = (...accuracies: number[]) => accuracies.map((accuracy, i) => ({ eps: i / 10, accuracy }));

describe('monotonicity', () => {
  it('accepts curves that fall or stand still', () => {
    expect(monotonicity(curveOf(1, 0.7, 0.7, 0.2, 0))).toEqual({ monotone: true, rises: [] });
    expect(monotonicity([])).toEqual({ monotone: true, rises: [] });
  });

  it('names every radius that lies above a smaller one, also where the curve falls there', () => {
    expect(monotonicity(curveOf(1, 0.3, 0.6, 0.5, 0.2))).toEqual({
      monotone: false,
      rises: [
        { eps: 0.2, accuracy: 0.6, smallerEps: 0.1, smallerAccuracy: 0.3 },
        { eps: 0.3, accuracy: 0.5, smallerEps: 0.1, smallerAccuracy: 0.3 },
      ],
    });
  });

  it('takes radii in any order, and does not compare equal ones', () => {
    const curve = [
      { eps: 0.3, accuracy: 0.5 },
      { eps: 0.1, accuracy: 0.4 },
      { eps: 0.1, accuracy: 0.6 },
    ];
    expect(monotonicity(curve).rises).toEqual([
      { eps: 0.3, accuracy: 0.5, smallerEps: 0.1, smallerAccuracy: 0.4 },
    ]);
    expect(monotonicity(curve.slice(1)).monotone).toBe(true);
  });

  it('is the definition, for all pairs', () => {
    const point = fc.record({
      eps: fc.integer({ min: 0, max: 8 }),
      accuracy: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 8 }), (curve) => {
        const above = curve.filter((a) => curve.some((b) => b.eps < a.eps && b.accuracy < a.accuracy));
        const { monotone, rises } = monotonicity(curve);
        expect(monotone).toBe(above.length === 0);
        const sorted = (points: { eps: number; accuracy: number }[]) =>
          points.map(({ eps, accuracy }) => eps * 100 + accuracy).sort((a, b) => a - b);
        expect(sorted([...rises])).toEqual(sorted(above));
      }),
    );
  });

  it('catches an attack of one step that overshoots, and clears one of many', async () => {
    // The margin (x - 0.6)^2 - 0.01 is negative within 0.1 of 0.6: a step of 0.5 from 0.4 passes over it.
    const valley = (x: tf.Tensor) => {
      const margin = tf.sub(tf.sum(tf.square(tf.sub(x, 0.6)), 1, true), 0.01);
      return tf.concat([tf.zerosLike(margin), margin], 1);
    };
    const batch = () => [{ xs: tf.tensor2d([[0.4]]), ys: labelsOf(1) }];
    const eps = [0.15, 0.5];
    const once = await robustAccuracy(valley, batch(), { attack: fgsm, eps });
    expect(once.map(({ accuracy }) => accuracy)).toEqual([0, 1]);
    expect(monotonicity(once)).toMatchObject({ monotone: false, rises: [{ eps: 0.5, smallerEps: 0.15 }] });
    const attack = (options: { eps: number }) =>
      pgd({ ...options, steps: 20, alpha: 0.03, randomStart: false });
    expect(monotonicity(await robustAccuracy(valley, batch(), { attack, eps })).monotone).toBe(true);
  });

  it('refuses NaN', () => {
    expect(() => monotonicity(curveOf(1, Number.NaN))).toThrow(InvalidInputError);
    expect(() => monotonicity(curveOf(1, Number.NaN))).toThrow(/point 1 of the curve is NaN/);
  });
});
