import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { clopperPearson, normalQuantile } from './clopper-pearson.ts';

/** The probability of at least k successes in n trials of probability p: a sum of positive terms. */
function tail(k: number, n: number, p: number): number {
  const q = Math.min(1, Math.max(0, p));
  let choose = 0;
  let sum = 0;
  for (let j = 0; j <= n; j++) {
    if (j > 0) choose += Math.log(n - j + 1) - Math.log(j);
    const power = (j === 0 ? 0 : j * Math.log(q)) + (j === n ? 0 : (n - j) * Math.log1p(-q));
    if (j >= k) sum += Math.exp(choose + power);
  }
  return sum;
}

describe('clopperPearson', () => {
  it.each([
    [100, 100, 0.9332543],
    [1000, 1000, 0.993116],
    [100_000, 100_000, 0.9999309],
    [99, 100, 0.9113731],
    [950, 1000, 0.9250468],
  ])('%i of %i at 0.001 is %f', (k, n, lower) => {
    expect(clopperPearson(k, n, 0.001)).toBeCloseTo(lower, 7);
  });

  it('is the probability at which so many successes or more would be as rare as alpha', () => {
    const counts = fc
      .integer({ min: 1, max: 300 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)));
    const alphas = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(counts, alphas, ([k, n], alpha) => {
        const lower = clopperPearson(k, n, alpha);
        expect(tail(k, n, lower - 1e-8)).toBeLessThan(alpha);
        expect(tail(k, n, lower + 1e-8)).toBeGreaterThan(alpha);
      }),
    );
  });

  it.each([
    [99_000, 0.9889893403774748],
    [70_000, 0.6955035151951914],
    [50_500, 0.5001089517395878],
  ])('%i of 100 000 is what Boost computes', (k, lower) => {
    expect(Math.abs(clopperPearson(k, 100_000, 0.001) - lower)).toBeLessThan(1e-9);
  });

  it('is 0 without a success', () => expect(clopperPearson(0, 10, 0.05)).toBe(0));

  it.each([
    [1, 0, 0.1],
    [-1, 5, 0.1],
    [6, 5, 0.1],
    [1.5, 5, 0.1],
    [1, 5, 0],
    [1, 5, 1],
    [1, 5, Number.NaN],
  ])('refuses %f of %f at %f', (k, n, alpha) => {
    expect(() => clopperPearson(k, n, alpha)).toThrow(InvalidOptionError);
  });
});

it.each([
  [0.5, 0],
  [0.98, 2.0537489],
  [0.9332543, 1.500475],
  [0.993116, 2.4632626],
  [0.9113731, 1.349259],
  [0.9250468, 1.439862],
  [0.02, -2.0537489],
])('normalQuantile(%f) is %f', (probability, z) => {
  // The probabilities are rounded to seven digits; near .993 that moves the quantile by up to 3e-6.
  expect(Math.abs(normalQuantile(probability) - z)).toBeLessThan(5e-6);
});
