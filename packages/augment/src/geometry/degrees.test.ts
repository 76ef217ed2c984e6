import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cosDegrees, sinDegrees, tanDegrees } from './degrees.ts';

it('is exact at quarter turns, forwards and backwards', () => {
  for (const turns of [0, 1, -1, 5]) {
    expect([0, 90, 180, 270].map((angle) => sinDegrees(angle + 360 * turns))).toEqual([0, 1, 0, -1]);
    expect([0, 90, 180, 270].map((angle) => cosDegrees(angle + 360 * turns))).toEqual([1, 0, -1, 0]);
  }
  expect(tanDegrees(0)).toBe(0);
});

it('is the sine and cosine elsewhere', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (angle) => {
      const radians = (angle / 180) * Math.PI;
      // Both angles are rounded, which moves the result by no more than they moved: 18 radians by a few 2^-53 each.
      expect(Math.abs(sinDegrees(angle) - Math.sin(radians))).toBeLessThan(1e-13);
      expect(Math.abs(cosDegrees(angle) - Math.cos(radians))).toBeLessThan(1e-13);
    }),
  );
});
