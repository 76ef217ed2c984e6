import { describe, expect, it } from 'vitest';
import { stalling } from './stalling.ts';

describe('stalling', () => {
  it('looks at every tenth of the steps, at each sample alone', () => {
    const { moving } = stalling(20);
    const falling = (row: number) => (row === 8 ? 1 : 0.5);
    expect(moving(1, [8, 9], () => 1)).toEqual([0, 1]);
    // The first look has nothing to compare with.
    expect(moving(2, [8, 9], () => 1)).toEqual([0, 1]);
    expect(moving(3, [8, 9], falling)).toEqual([0, 1]);
    expect(moving(4, [8, 9], falling)).toEqual([1]);
    // 0.01 % is not enough.
    expect(moving(6, [9], () => 0.5 * 0.99995)).toEqual([]);
  });

  it('looks at every step where there are few', () => {
    const { moving } = stalling(3);
    expect(moving(1, [0], () => 1)).toEqual([0]);
    expect(moving(2, [0], () => 1)).toEqual([]);
  });
});
