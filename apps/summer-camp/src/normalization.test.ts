import { loadBackend } from '@gradlab/backend';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { descend } from './descent.ts';
import {
  curvature,
  eigenvalues,
  excess,
  illScaled,
  type LinearProblem,
  optimum,
  zScored,
} from './linear-problem.ts';
import { normedDescent } from './normed-descent.ts';
import { runningStatistics } from './running-statistics.ts';

beforeAll(async () => {
  await loadBackend({ prefer: 'wasm', strict: true });
});

/** Four points of y = u + v, for sums by hand. */
const SMALL: LinearProblem = {
  xs: Float32Array.of(3, 1, -3, -1, 1, 3, -1, -3),
  ys: Float32Array.of(4, -4, 4, -4),
  points: 4,
};

describe('the linear problem', () => {
  it('curves as the sums by hand say', () => {
    // u: 9 + 9 + 1 + 1 = 20, v: 1 + 1 + 9 + 9 = 20, u v: 3 + 3 + 3 + 3 = 12; by 4 points.
    expect(curvature(SMALL)).toEqual({ a: 5, b: 3, c: 5 });
    expect(eigenvalues({ a: 5, b: 3, c: 5 })).toEqual([2, 8]);
    expect(optimum(SMALL)).toEqual([1, 1]);
    // Half of [1, -1] [[5, 3], [3, 5]] [1, -1]' = (5 - 6 + 5) / 2.
    expect(excess({ a: 5, b: 3, c: 5 }, [1, 1], [2, 0])).toBe(2);
  });

  it('has deviations of 1 after the z-score, and the same fit', () => {
    const problem = illScaled(7, 300, 3);
    const scored = zScored(problem);
    const { a, c } = curvature(scored);
    expect(a).toBeCloseTo(1, 5);
    expect(c).toBeCloseTo(1, 5);
    const [[u, v], [zu, zv]] = [optimum(problem), optimum(scored)];
    expect(zu / scored.deviations[0]).toBeCloseTo(u, 4);
    expect(zv / scored.deviations[1]).toBeCloseTo(v, 4);
    expect(scored.deviations[1] / scored.deviations[0]).toBeGreaterThan(5);
  });
});

describe('descent', () => {
  it('goes the way that the closed form says, step by step', () => {
    const { rate, condition, path, excess: errors } = descend(SMALL, 1e-6);
    expect([rate, condition]).toEqual([0.2, 4]);
    // From zeros towards [1, 1], along the direction of curvature 8: each step leaves 1 - 0.2 * 8 = -0.6 of the way.
    expect(path[1]?.[0]).toBeCloseTo(1.6, 6);
    expect(path[2]?.[0]).toBeCloseTo(1 - 0.36, 6);
    expect(errors[1]).toBeCloseTo(8 * 0.36, 5);
  });

  it('needs as many steps as the condition number says, and many fewer after the z-score', () => {
    const before = memory().numTensors;
    const problem = illScaled(6, 200, 1);
    const [raw, scored] = [descend(problem, 1e-4), descend(zScored(problem), 1e-4)];
    for (const one of [raw, scored]) {
      expect(Math.abs(one.steps - one.predicted)).toBeLessThanOrEqual(1);
      expect(one.excess.at(-1)).toBeLessThanOrEqual(1e-4 * (one.excess[0] as number));
    }
    expect(raw.steps).toBeGreaterThan(6 * scored.steps);
    expect(memory().numTensors).toBe(before);
  });

  it('behind a batch norm goes the way of the z-score', () => {
    const before = memory().numTensors;
    const problem = illScaled(6, 200, 1);
    const scored = descend(zScored(problem), 1e-6);
    const normed = normedDescent(problem, scored.rate, scored.steps);
    expect(normed).toHaveLength(scored.path.length);
    for (const [i, [u, v]] of normed.entries()) {
      // The norm divides by sqrt(variance + 1e-5), which moves a weight by less than a 100 000th; so does rounding.
      expect(Math.abs(u - (scored.path[i]?.[0] as number))).toBeLessThan(2e-5 * 20.4);
      expect(Math.abs(v - (scored.path[i]?.[1] as number))).toBeLessThan(2e-5 * 20.4);
    }
    expect(memory().numTensors).toBe(before);
  });
});

describe('running statistics', () => {
  it('are p old + (1 - p) new, as worked out by hand', () => {
    const before = memory().numTensors;
    const { features, largestDifference, largestTestDifference } = runningStatistics(SMALL, 2, 2);
    // Batches (3, -3) and (1, -1) of the first feature: variances 9 and 1; 0.9 + 0.1 * 9 = 1.8, then 1.62 + 0.1.
    expect(features[0]?.batchVariance).toEqual([9, 1]);
    expect(features[0]?.byLayer[0]).toBeCloseTo(1.8, 6);
    expect(features[0]?.byLayer[1]).toBeCloseTo(1.72, 6);
    expect(features[1]?.byHand[1]).toBeCloseTo(0.9 * (0.9 + 0.1) + 0.1 * 9, 12);
    expect(largestDifference).toBeLessThan(1e-6);
    expect(largestTestDifference).toBeLessThan(1e-6);
    expect(memory().numTensors).toBe(before);
  });
});
