import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../test-support.ts';
import { projectL1Box } from './l1-box.ts';

const FREE = [9, 9, 9];

describe('projectL1Box', () => {
  it('is the projection of Duchi et al. where no bound is near', () => {
    // tau = (0.8 + 0.4 - 1) / 2 = 0.1 leaves 0.2 - 0.1 of the third: it counts too, and tau = 0.4 / 3.
    const projected = projectL1Box(Float32Array.of(0.8, 0.4, -0.2), FREE, 1);
    expectClose(projected, [2 / 3, 4 / 15, -1 / 15]);
  });

  it('leaves what is inside as it is, but for the bounds', () => {
    const inside = Float32Array.of(0.3, -0.2, 0);
    expectClose(projectL1Box(inside, FREE, 1), inside, 0);
    expectClose(projectL1Box(Float32Array.of(0.3, -0.2, 0), [0.1, 9, 9], 1), [0.1, -0.2, 0]);
  });

  it('gives others what a bound takes from one', () => {
    // The ball alone: (0.75, 0.25), clipped to (0.1, 0.25). Within both: 0.1 and all of 0.5 fit into 0.6.
    expectClose(projectL1Box(Float32Array.of(1, 0.5), [0.1, 9], 1), [0.1, 0.5]);
    expectClose(projectL1Box(Float32Array.of(1, 0.5), [0.1, 9], 0.4), [0.1, 0.3]);
  });

  it('shrinks to nothing at eps 0', () => {
    expectClose(projectL1Box(Float32Array.of(1, -0.5), [1, 1], 0), [0, 0], 0);
  });

  it('is the nearest point: it meets the conditions of optimality', () => {
    const sample = fc.record({
      change: fc.integer({ min: -400, max: 400 }),
      room: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 600 }),
        (values, e) => {
          // Hundredths, so that ties and values exactly at a bound come up.
          const change = Float32Array.from(values, (value) => value.change / 100);
          const room = values.map((value) => value.room / 100);
          const eps = e / 100;
          const projected = projectL1Box(change, room, eps);
          const norm = projected.reduce((sum, value) => sum + Math.abs(value), 0);
          // Each of at most 12 values below 4 is rounded to float32: half a unit in the last place is 1.2e-7.
          const slack = 3e-6;
          expect(norm).toBeLessThanOrEqual(eps + slack);
          const free: number[] = [];
          projected.forEach((value, index) => {
            const from = change[index]!;
            expect(Math.abs(value)).toBeLessThanOrEqual(room[index]! + slack);
            expect(value * from).toBeGreaterThanOrEqual(0);
            if (Math.abs(value) > slack && Math.abs(value) < room[index]! - slack) {
              free.push(Math.abs(from) - Math.abs(value));
            }
          });
          // One shrinkage for all that are neither 0 nor at their bound; the others were smaller, or are held by the bound.
          const [shrinkage = 0] = free;
          expect(free.every((amount) => Math.abs(amount - shrinkage) <= slack)).toBe(true);
          if (free.length > 0) {
            if (norm < eps - slack) expect(shrinkage).toBeLessThanOrEqual(slack);
            projected.forEach((value, index) => {
              const size = Math.abs(change[index]!);
              if (Math.abs(value) <= slack && room[index]! > slack)
                expect(size).toBeLessThanOrEqual(shrinkage + 2 * slack);
              if (Math.abs(value) > slack && Math.abs(value) >= room[index]! - slack) {
                expect(size - room[index]!).toBeGreaterThanOrEqual(shrinkage - 2 * slack);
              }
            });
          }
        },
      ),
    );
  });
});
