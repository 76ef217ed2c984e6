import { describe, expect, it } from 'vitest';
import { difference, dot, inBall, largest, length, moved, scaled } from './vectors.ts';

describe('vectors', () => {
  it('have lengths and products', () => {
    expect(length([3, -4])).toBe(5);
    expect(largest([3, -4])).toBe(4);
    expect(dot([1, 2, 3], [4, -5, 6])).toBe(12);
    expect([...difference([1, 2], [3, 0.5])]).toEqual([-2, 1.5]);
    expect([...scaled([1, -2], -0.5)]).toEqual([-0.5, 1]);
  });

  it('move within bounds', () => {
    expect([...moved([0.5, 0.5, 0.25], 0.5, [1, -2, 0.5], [0, 1])]).toEqual([1, 0, 0.5]);
    expect([...moved([0.5], 4, [1], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])]).toEqual([4.5]);
  });

  it('go to the nearest point of a ball', () => {
    expect([...inBall(Float64Array.of(3, 4), 1, 'l2')].map((v) => v.toFixed(12))).toEqual(
      [0.6, 0.8].map((v) => v.toFixed(12)),
    );
    expect([...inBall(Float64Array.of(3, 4), 10, 'l2')]).toEqual([3, 4]);
    expect([...inBall(Float64Array.of(0, 0), 1, 'l2')]).toEqual([0, 0]);
    expect([...inBall(Float64Array.of(3, -0.25), 0.5, 'linf')]).toEqual([0.5, -0.25]);
  });
});
