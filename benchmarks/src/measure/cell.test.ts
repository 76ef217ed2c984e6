import { describe, expect, it } from 'vitest';
import { type Cell, measured, speedup, timeOf } from './cell.ts';

const once: Cell = { status: 'once', ms: 900 };
const over: Cell = { status: 'over', seconds: 60 };
const cannot: Cell = { status: 'cannot', reason: 'no kernel' };

describe('speedup', () => {
  it('divides round by round, so that a slow round counts for both', () => {
    // In the second round everything took ten times as long: the quotient of medians would be 20 / 2, that of rounds is 2.
    const ours = measured([1, 10, 2]);
    const theirs = measured([2, 20, 4]);
    expect(speedup(ours, theirs)).toEqual({ median: 2, q1: 2, q3: 2 });
    expect(speedup(theirs, ours)).toEqual({ median: 0.5, q1: 0.5, q3: 0.5 });
  });

  it('has the quartiles of the quotients', () => {
    const ours = measured([1, 1, 1, 1, 1]);
    expect(speedup(ours, measured([5, 1, 4, 2, 3]))).toEqual({ median: 3, q1: 2, q3: 4 });
  });

  it('has no spread where one side ran once, and is a bound where it was stopped', () => {
    const ours = measured([3, 3, 3]);
    expect(speedup(ours, once)).toEqual({ once: 300 });
    expect(speedup(ours, over)).toEqual({ atLeast: 20_000 });
    expect(speedup(once, over)).toEqual({ atLeast: 60_000 / 900 });
    expect(speedup(once, ours)).toEqual({ once: 1 / 300 });
  });

  it('is not known where a side has no time', () => {
    const ours = measured([3]);
    expect(speedup(ours, cannot)).toBeUndefined();
    expect(speedup(cannot, ours)).toBeUndefined();
    expect(speedup(over, ours)).toBeUndefined();
  });
});

describe('timeOf', () => {
  it('is the median, or the single time', () => {
    expect([measured([3, 1, 2]), once, over, cannot].map(timeOf)).toEqual([2, 900, undefined, undefined]);
  });
});
