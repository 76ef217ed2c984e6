import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors.ts';
import { expectNoLeak } from '../test-support.ts';
import { l1 } from './l1.ts';
import { l2 } from './l2.ts';
import { linf } from './linf.ts';

const COUNT = 8000;
/** Second moment of one coordinate of a uniform point of the unit ball in 3 dimensions, by integration. */
const CASES = [
  ['linf', linf, 1 / 3],
  ['l2', l2, 1 / 5],
  ['l1', l1, 2 / (4 * 5)],
] as const;

const batch = tf.zeros([COUNT, 3, 1]);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

describe.each(CASES)('a random perturbation in %s', (_, threat, secondMoment) => {
  const points = threat(1).random(batch, 0);
  const radii = Array.from(threat(1).distance(points).dataSync()).sort((a, b) => a - b);
  const values = points.dataSync();

  it('stays in the ball, and its radius cubed is uniform', () => {
    expect(points.shape).toEqual([COUNT, 3, 1]);
    expect(radii.at(-1)).toBeLessThanOrEqual(1 + 1e-6);
    // The empirical distribution of 8000 numbers is within 2 / sqrt(8000) = 0.022 of the true one but for 1 seed in 3000.
    for (const [i, radius] of radii.entries()) {
      expect(Math.abs(radius ** 3 - (i + 0.5) / COUNT)).toBeLessThan(0.022);
    }
  });

  it('has no preferred direction', () => {
    for (let axis = 0; axis < 3; axis++) {
      const along = values.filter((_, i) => i % 3 === axis);
      // Five standard errors.
      const error = 5 * Math.sqrt(secondMoment / COUNT);
      expect(Math.abs(mean(along))).toBeLessThan(error);
      expect(Math.abs(mean(along.map((v) => v * v)) - secondMoment)).toBeLessThan(
        0.03 * secondMoment + 0.005,
      );
    }
    const xy = mean(Array.from({ length: COUNT }, (_, i) => values[3 * i]! * values[3 * i + 1]!));
    expect(Math.abs(xy)).toBeLessThan((5 * secondMoment) / Math.sqrt(COUNT));
  });

  it('scales with eps, one per sample', () => {
    const two = tf.zeros([2, 3]);
    const unit = threat(1).random(two, 4).dataSync();
    const scaled = threat([0, 0.5]).random(two, 4).dataSync();
    expect([...scaled].map((v) => v + 0)).toEqual(
      [...unit].map((v, i) => (i < 3 ? 0 : Math.fround(v * 0.5))),
    );
    expect(() => threat([0, 0.5]).random(tf.zeros([3, 2]), 4)).toThrow(InvalidInputError);
  });

  it.each([0, 1, 12345])('is decided by the seed %d', (seed) => {
    const draw = (from: number) =>
      Array.from(
        threat(1)
          .random(tf.zeros([4, 5]), from)
          .dataSync(),
      );
    expect(draw(seed)).toEqual(draw(seed));
    expect(draw(seed)).not.toEqual(draw(seed + 1));
  });

  it('gives a sample the same point whatever batch it is in', () => {
    const draw = (samples: number) =>
      Array.from(
        threat(1)
          .random(tf.zeros([samples, 5]), 8)
          .dataSync(),
      );
    const all = draw(4);
    expect(draw(2)).toEqual(all.slice(0, 10));
    const chosen = threat(1)
      .select([3, 1])
      .random(tf.zeros([2, 5]), 8);
    expect(Array.from(chosen.dataSync())).toEqual([...all.slice(15), ...all.slice(5, 10)]);
  });

  it('needs a ball of finite size', () => {
    for (const eps of [Number.POSITIVE_INFINITY, [1, Number.POSITIVE_INFINITY]]) {
      expect(() => threat(eps).random(tf.zeros([2, 3]), 0)).toThrow(/finite eps/);
    }
  });

  it('leaks nothing', async () => {
    await expectNoLeak(() => threat(1).random(batch, 1));
  });
});
