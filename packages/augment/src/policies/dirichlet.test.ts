import { expect, it } from 'vitest';
import { randomOf } from '../random.ts';
import { drawDirichlet } from './dirichlet.ts';

const COUNT = 20_000;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

it('has the means, variances and covariances of the symmetric distribution', () => {
  for (const [alpha, count] of [
    [1, 2],
    [1, 3],
    [0.3, 3],
    [8, 4],
  ] as const) {
    const random = randomOf(3, 0);
    const draws = Array.from({ length: COUNT }, () => drawDirichlet(alpha, count, random));
    const variance = (count - 1) / (count ** 2 * (count * alpha + 1));
    for (let i = 0; i < count; i++) {
      const weights = draws.map((draw) => draw[i]!);
      expect(Math.abs(mean(weights) - 1 / count)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
      // Squares of deviations are at most 1, so their variance is at most their mean.
      const bound = 4 * Math.sqrt(variance / COUNT);
      expect(Math.abs(mean(weights.map((w) => (w - 1 / count) ** 2)) - variance)).toBeLessThan(bound);
    }
    const together = mean(draws.map((draw) => (draw[0]! - 1 / count) * (draw[1]! - 1 / count)));
    expect(Math.abs(together + variance / (count - 1))).toBeLessThan(4 * Math.sqrt(variance / COUNT));
  }
});

it('is uniform on the segment for two weights and alpha 1', () => {
  const random = randomOf(5, 0);
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < COUNT; i++) {
    const tenth = Math.floor(10 * drawDirichlet(1, 2, random)[0]!);
    tenths[tenth] = tenths[tenth]! + 1;
  }
  const chiSquare = tenths.reduce((sum, count) => sum + (count - COUNT / 10) ** 2 / (COUNT / 10), 0);
  // The 0.999 quantile of 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(27.88);
});

it('sums to 1 for every alpha, however small or large', () => {
  for (const alpha of [5e-324, 1e-5, 0.01, 1, 1e5, 1e308]) {
    const random = randomOf(7, 0);
    const favoured = [0, 0, 0];
    for (let i = 0; i < 300; i++) {
      const weights = drawDirichlet(alpha, 3, random);
      expect(weights.every((w) => w >= 0 && w <= 1)).toBe(true);
      expect(Math.abs(weights.reduce((a, b) => a + b) - 1)).toBeLessThanOrEqual(3 * 2 ** -53);
      const first = weights.indexOf(Math.max(...weights));
      favoured[first] = favoured[first]! + 1;
    }
    // Each is the greatest as often; 4 standard errors of a share of a third of 300. Where all are equal the first counts.
    if (alpha < 1e300)
      for (const count of favoured) expect(Math.abs(count - 100)).toBeLessThan(4 * Math.sqrt(300 * (2 / 9)));
  }
});
