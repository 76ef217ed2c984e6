import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test-support.ts';
import type { Norm } from '../../threats/threat.ts';
import { stepToPlane } from './projection.ts';

const FREE = [9, 9, 9];
const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];
const W = Float32Array.of(2, -1, 0);

describe('stepToPlane', () => {
  it.each([
    ['linf', [-0.4, 0.4, 0]],
    ['l2', [-0.48, 0.24, 0]],
    ['l1', [-0.6, 0, 0]],
  ] as const)('is the closed form without bounds in %s', (norm, expected) => {
    expectClose(stepToPlane(W, Float32Array.from(FREE), -1.2, norm), expected);
    expectClose(
      stepToPlane(W, Float32Array.from(FREE), 1.2, norm),
      expected.map((value) => -value),
    );
  });

  it.each([
    // The first value can give 2 * 0.1; the second has to give the remaining 1.0, or as much as it can.
    ['linf', 9, [-0.1, 1, 0]],
    ['l2', 9, [-0.1, 1, 0]],
    ['l1', 9, [-0.1, 1, 0]],
    ['linf', 0.5, [-0.1, 0.5, 0]],
    ['l2', 0.5, [-0.1, 0.5, 0]],
    ['l1', 0.5, [-0.1, 0.5, 0]],
  ] as const)('gives others what a bound takes from one in %s', (norm, second, expected) => {
    expectClose(stepToPlane(W, Float32Array.of(0.1, second, 9), -1.2, norm), expected);
  });

  it('is 0 on the plane, and without a gradient', () => {
    for (const norm of NORMS) {
      expectClose(stepToPlane(W, Float32Array.from(FREE), 0, norm), [0, 0, 0], 0);
      expectClose(stepToPlane(new Float32Array(3), Float32Array.from(FREE), 1, norm), [0, 0, 0], 0);
    }
  });

  it('lives with weights of 1e-30', () => {
    const tiny = Float32Array.of(2e-30, -1e-30, 0);
    expectClose(stepToPlane(tiny, Float32Array.from(FREE), -1.2e-30, 'l2'), [-0.48, 0.24, 0]);
  });

  const entry = fc.record({
    weight: fc.integer({ min: -50, max: 50 }),
    room: fc.integer({ min: 0, max: 100 }),
  });
  it.each(NORMS)('reaches the plane where it can, and no shorter change does, in %s', (norm) => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 2, maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
        (entries, part, other) => {
          const weights = Float32Array.from(entries, ({ weight }) => weight);
          const room = Float32Array.from(entries, (value) => value.room / 100);
          const most = weights.reduce((sum, weight, index) => sum + Math.abs(weight) * room[index]!, 0);
          const gap = part * most;
          const step = stepToPlane(weights, room, gap, norm);
          const dot = (of: ArrayLike<number>) =>
            weights.reduce((sum, weight, index) => sum + weight * of[index]!, 0);
          // Sums of ten products below 50 in float64.
          expect(Math.abs(dot(step) - gap)).toBeLessThanOrEqual(1e-11);
          for (const [index, value] of step.entries())
            expect(Math.abs(value)).toBeLessThanOrEqual(room[index]!);

          // Any other change within the room that gets as far is at least as long.
          const rival = weights.map((weight, index) => Math.sign(weight) * room[index]! * other[index]!);
          if (dot(rival) >= gap) {
            expect(length(step, norm)).toBeLessThanOrEqual(length(rival, norm) * (1 + 1e-5) + 1e-9);
          }
        },
      ),
    );
  });
});

function length(of: ArrayLike<number>, norm: Norm): number {
  const sizes = Array.from(of, Math.abs);
  if (norm === 'linf') return Math.max(...sizes);
  return norm === 'l2' ? Math.hypot(...sizes) : sizes.reduce((sum, size) => sum + size, 0);
}
