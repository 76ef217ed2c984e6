import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { initialCentroids } from './initial-centroids.ts';
import { kMeans, nearest } from './k-means.ts';

/** Figure 3 of Deep Compression. */
const FIGURE = Float32Array.of(
  2.09,
  -0.98,
  1.48,
  0.09,
  0.05,
  -0.14,
  -1.08,
  2.12,
  -0.91,
  1.92,
  0,
  -1.03,
  1.87,
  0,
  1.53,
  1.49,
);
const upTo10 = Float32Array.from({ length: 11 }, (_, i) => i);

const error = (values: Float32Array, centroids: Float32Array, zeroAlone: boolean) =>
  nearest(values, centroids, zeroAlone).reduce(
    (sum, index, i) => sum + (values[i]! - centroids[index]!) ** 2,
    0,
  );

describe('kMeans', () => {
  it('gives the centroids of figure 3 of Deep Compression', () => {
    const centroids = kMeans(FIGURE, { clusters: 4, preserveZeros: false });
    for (const [i, value] of [-1, 0, 1.5, 2].entries()) expect(centroids[i]).toBeCloseTo(value, 6);
    expect([...nearest(FIGURE, centroids, false)]).toEqual([3, 0, 2, 1, 1, 1, 0, 3, 0, 3, 1, 0, 3, 1, 2, 2]);
    expect(error(FIGURE, centroids, false)).toBeCloseTo(0.0932, 6);
  });

  it('starts where tfmot starts', () => {
    const start = { init: 'linear', seed: 0, split: false } as const;
    expect(initialCentroids(upTo10, 5, start)).toEqual([0, 2.5, 5, 7.5, 10]);
    expect(initialCentroids(upTo10.subarray(1), 4, { ...start, split: true })).toEqual([1, 4, 7, 10]);
    const signed = Float32Array.of(-9, -5, -1, 2, 4, 6, 8, 10, 12);
    expect(initialCentroids(signed, 6, { ...start, split: true })).toEqual([
      -9,
      -1,
      2,
      2 + 10 / 3,
      2 + 20 / 3,
      12,
    ]);
    expect(initialCentroids(upTo10, 2, { ...start, init: 'density' })).toEqual([2, 8]);
  });

  it('draws k-means++ by the seed, all different', () => {
    const draw = (seed: number) => initialCentroids(upTo10, 4, { init: 'k-means++', seed, split: false });
    expect(draw(1)).toEqual(draw(1));
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => draw(seed).join())).size).toBeGreaterThan(1);
    expect(new Set(draw(3)).size).toBe(4);
    expect(
      initialCentroids(Float32Array.of(2, 2, 2), 3, { init: 'k-means++', seed: 0, split: false }),
    ).toEqual([2]);
  });

  it.each(['linear', 'density', 'k-means++'] as const)(
    '%s: zeros stay zeros and nothing else does, at most k values, no worse than one iteration more',
    (init) => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.constantFrom(0, 1, -1), fc.float({ noNaN: true, min: -100, max: 100 })), {
            minLength: 1,
            maxLength: 60,
          }),
          fc.integer({ min: 2, max: 9 }),
          (list, clusters) => {
            const values = Float32Array.from(list);
            const centroids = kMeans(values, { clusters, init });
            expect(centroids.length).toBeLessThanOrEqual(clusters);
            const indices = nearest(values, centroids, true);
            for (const [i, index] of indices.entries()) {
              expect(centroids[index] === 0).toBe(values[i] === 0);
            }
            // No other centroid is nearer, up to the rounding of a middle.
            for (const [i, index] of indices.entries()) {
              const others = values[i] === 0 ? [0] : [...centroids].filter((value) => value !== 0);
              const best = Math.min(...others.map((value) => Math.abs(value - values[i]!)));
              expect(Math.abs(centroids[index]! - values[i]!) - best).toBeLessThanOrEqual(400 * 2 ** -52);
            }
          },
        ),
      );
    },
  );

  it('keeps values alive whose mean is 0, beside zeros and without', () => {
    for (const list of [
      [-1, 1, 0],
      [-1, 1, -1, 1],
    ]) {
      const values = Float32Array.from(list);
      const centroids = kMeans(values, { clusters: list.includes(0) ? 2 : 1 });
      const found = Array.from(nearest(values, centroids, true), (index) => centroids[index]!);
      for (const [i, value] of found.entries()) {
        expect(value === 0).toBe(values[i] === 0);
        expect(Math.abs(value)).toBeLessThan(1e-37);
      }
    }
    expect([...kMeans(Float32Array.of(-1, 1), { clusters: 1, preserveZeros: false })]).toEqual([0]);
  });

  it('has no error where there are as many clusters as values', () => {
    expect([...kMeans(FIGURE, { clusters: 16, init: 'density' })]).toEqual(
      [...new Set(FIGURE)].sort((a, b) => a - b),
    );
  });

  it('refuses what is no number of clusters, and values that are not finite', () => {
    for (const clusters of [0, 1.5, 70_000])
      expect(() => kMeans(FIGURE, { clusters })).toThrow(InvalidOptionError);
    expect(() => kMeans(FIGURE, { clusters: 1 })).toThrow(/at least 2/);
    for (const wrong of [{ init: 'best' as 'linear' }, { seed: -1 }, { seed: 0.5 }, { maxIterations: 0 }])
      expect(() => kMeans(FIGURE, { clusters: 4, ...wrong })).toThrow(InvalidOptionError);
    expect(() => kMeans(Float32Array.of(Number.NaN), { clusters: 2 })).toThrow(InvalidOptionError);
  });
});
