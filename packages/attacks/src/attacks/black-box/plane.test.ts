import { describe, expect, it } from 'vitest';
import { randomOf } from '../../threats/random.ts';
import { placedWindow, placeOf, planeOf, visitWindow, windowSides } from './plane.ts';

describe('planes', () => {
  it('are images as they lie in memory, and one row for all else', () => {
    expect(planeOf([5, 4, 3, 2])).toEqual({ height: 4, width: 3, channels: 2 });
    expect(planeOf([5, 7])).toEqual({ height: 1, width: 7, channels: 1 });
    expect(planeOf([5, 3, 4])).toEqual({ height: 1, width: 12, channels: 1 });
    const places: number[] = [];
    const plane = planeOf([1, 3, 4, 2]);
    visitWindow(plane, { top: 1, left: 2, height: 2, width: 2 }, 1, (place) => places.push(place));
    // Row 1, columns 2 and 3, channel 1; then row 2.
    expect(places).toEqual([13, 15, 21, 23]);
    expect(placeOf(plane, 2, 3, 1)).toBe(23);
  });

  it('have windows of the fraction asked for, squares where these fit', () => {
    const sides = (shape: number[], p: number, smallest?: number) => {
      const { height, width } = windowSides(planeOf([1, ...shape]), p, smallest);
      return [height, width];
    };
    expect(sides([100], 0.8)).toEqual([1, 80]);
    expect(sides([100], 0.001)).toEqual([1, 1]);
    expect(sides([10, 100, 3], 0.8)).toEqual([10, 80]);
    expect(sides([100, 10, 3], 0.8)).toEqual([80, 10]);
    expect(sides([10, 100, 3], 0.04)).toEqual([6, 6]);
    expect(sides([1, 1, 3], 1)).toEqual([1, 1]);
    expect(sides([8, 8, 1], 0.001, 3)).toEqual([3, 3]);
    expect(sides([2, 8, 1], 0.001, 3)).toEqual([2, 3]);
    expect(sides([2], 0.8, 3)).toEqual([1, 2]);
  });

  it('have windows at all places with equal chances, the last row and column included', () => {
    const plane = planeOf([1, 5, 6, 1]);
    const uniform = randomOf(3, 0);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const { top, left } = placedWindow(plane, { height: 3, width: 3 }, uniform);
      counts.set(`${top},${left}`, (counts.get(`${top},${left}`) ?? 0) + 1);
    }
    // Three by four places, 1000 each; five standard deviations are 151.
    expect(counts.size).toBe(12);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(151);
    expect(counts.has('2,3')).toBe(true);
  });
});
