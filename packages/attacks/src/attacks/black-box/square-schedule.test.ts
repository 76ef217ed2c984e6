import { describe, expect, it } from 'vitest';
import { windowSides } from './plane.ts';
import { windowFraction } from './square-schedule.ts';

/** The last query of each stage of the schedule, and one of the last stage. */
const LAST = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000, 10_000];

describe('the schedule of the Square attack', () => {
  it('halves the fraction after query 10, 50, 200, ...', () => {
    for (const [stage, query] of LAST.entries()) {
      expect(windowFraction(query, 0.8)).toBe(0.8 / 2 ** stage);
      if (query < 10_000) expect(windowFraction(query + 1, 0.8)).toBe(0.8 / 2 ** (stage + 1));
    }
    expect(windowFraction(1, 0.3)).toBe(0.3);
  });

  it('is stretched on request', () => {
    // 10 000 queries in 500: query 26 is number 520 of the schedule, 25 is number 500.
    expect(windowFraction(25, 0.8, 500)).toBe(0.8 / 8);
    expect(windowFraction(26, 0.8, 500)).toBe(0.8 / 16);
    expect(windowFraction(7000, 0.8, 10_000)).toBe(windowFraction(7000, 0.8));
  });

  it.each([
    [28, [25, 18, 13, 9, 6, 4, 3, 2, 2, 1]],
    [32, [29, 20, 14, 10, 7, 5, 4, 3, 2, 1]],
  ])('gives images of side %d the published windows', (side, expected) => {
    const plane = { height: side, width: side, channels: 3 };
    const sides = LAST.map((query) => windowSides(plane, windowFraction(query, 0.8)));
    expect(sides).toEqual(expected.map((s) => ({ height: s, width: s })));
  });
});
