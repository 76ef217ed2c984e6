import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpoints, shouldHalve, shrinkingBalls, sparseCheckpoints } from './schedule.ts';

describe('the checkpoints of APGD', () => {
  it.each([
    [100, [22, 41, 57, 70, 80, 87, 93, 99]],
    [50, [11, 21, 30, 38, 45]],
    [40, [8, 15, 21, 26, 30, 33, 35, 37, 39]],
    [20, [4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]],
    [10, [2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [1, [1]],
  ])('of %d steps', (steps, expected) => {
    expect(checkpoints(steps)).toEqual(expected);
  });

  it('come every 4 % in L1', () => {
    expect(sparseCheckpoints(100)).toEqual(Array.from({ length: 25 }, (_, index) => 4 * (index + 1)));
    expect(sparseCheckpoints(3)).toEqual([1, 2, 3]);
  });

  it('rise, and stay within the steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (steps) => {
        for (const ends of [checkpoints(steps), sparseCheckpoints(steps)]) {
          expect(ends.every((end, index) => end > (ends[index - 1] ?? 0))).toBe(true);
          expect(ends.at(-1)).toBeLessThanOrEqual(steps);
        }
      }),
    );
  });
});

describe('shouldHalve', () => {
  /** The interval of a sequence of losses, the first of which belongs to the point before the interval. */
  const intervalOf = (losses: number[], best: number, halvedBefore: boolean) => ({
    steps: losses.length - 1,
    increases: losses.filter((loss, index) => index > 0 && loss > (losses[index - 1] ?? 0)).length,
    improved: Math.max(...losses.slice(1)) > best,
    halvedBefore,
  });

  it('leaves a loss that grows nearly always', () => {
    expect(shouldHalve(intervalOf([0, 1, 2, 3, 4], 0, true), 0.75)).toBe(false);
    expect(shouldHalve(intervalOf([0, 1, 2, 3, 4], 0, false), 0.75)).toBe(false);
  });

  it('halves where three of four steps raise the loss, as the bound itself counts', () => {
    expect(shouldHalve(intervalOf([0, 1, 2, 3, 2], 0, true), 0.75)).toBe(true);
    // Four of five are more than 3.75.
    expect(shouldHalve(intervalOf([0, 1, 2, 3, 4, 3], 0, true), 0.75)).toBe(false);
  });

  it('halves a loss that swings or stands still', () => {
    expect(shouldHalve(intervalOf([0, 2, 1, 2, 1], 0, true), 0.75)).toBe(true);
    expect(shouldHalve(intervalOf([1, 1, 1], 1, true), 0.75)).toBe(true);
  });

  it('halves where the best has not changed with an unchanged step, though the loss grows', () => {
    const climbing = [-9, -8, -7, -6, -5];
    expect(shouldHalve(intervalOf(climbing, 0, false), 0.75)).toBe(true);
    // With a step that was halved just before, it waits for the next checkpoint.
    expect(shouldHalve(intervalOf(climbing, 0, true), 0.75)).toBe(false);
  });
});

describe('the balls of APGD in L1', () => {
  it.each([
    [100, [30, 30, 40]],
    [10, [3, 3, 4]],
    [5, [2, 2, 1]],
    [3, [1, 1, 1]],
    [2, [2]],
    [1, [1]],
  ])('share %d steps', (steps, expected) => {
    expect(shrinkingBalls(steps).map((stage) => stage.steps)).toEqual(expected);
    expect(shrinkingBalls(steps).at(-1)?.scale).toBe(1);
  });

  it('spend all steps', () => {
    for (let steps = 1; steps < 200; steps++) {
      expect(shrinkingBalls(steps).reduce((sum, stage) => sum + stage.steps, 0)).toBe(steps);
    }
  });
});
