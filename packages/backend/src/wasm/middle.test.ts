import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf } from './kernel.ts';
import { markedRuns } from './middle.ts';

const runs = (shape: number[], ...axes: number[]) => markedRuns(shape, (axis) => axes.includes(axis));

describe('markedRuns', () => {
  it('sees neighbouring axes as the middle one of three', () => {
    expect(runs([2, 3, 4, 5], 0, 1, 2)).toEqual([{ outer: 1, rows: 24, columns: 5 }]);
    expect(runs([2, 3, 4, 5], 1, 2)).toEqual([{ outer: 2, rows: 12, columns: 5 }]);
    expect(runs([2, 3, 4, 5], 3)).toEqual([{ outer: 24, rows: 5, columns: 1 }]);
    expect(runs([2, 3, 4, 5], 0, 1, 2, 3)).toEqual([{ outer: 1, rows: 120, columns: 1 }]);
    expect(runs([2, 3, 4, 5])).toEqual([]);
    expect(runs([])).toEqual([]);
  });

  it('takes several runs from the last to the first, each of what the others left', () => {
    expect(runs([2, 3, 4, 5], 0, 2)).toEqual([
      { outer: 6, rows: 4, columns: 5 },
      { outer: 1, rows: 2, columns: 15 },
    ]);
  });

  it('lets axes of size 1 interrupt nothing', () => {
    expect(runs([2, 1, 4, 5], 0, 2)).toEqual([{ outer: 1, rows: 8, columns: 5 }]);
    expect(runs([2, 3, 1, 5], 1, 2)).toEqual([{ outer: 2, rows: 3, columns: 5 }]);
    expect(runs([1, 3], 0)).toEqual([]);
  });

  it('accounts for every number', () => {
    const shapes = fc.array(fc.nat(4), { maxLength: 6 });
    fc.assert(
      fc.property(shapes, fc.nat(63), (shape, bits) => {
        let size = sizeOf(shape);
        for (const { outer, rows, columns } of markedRuns(shape, (axis) => ((bits >> axis) & 1) === 1)) {
          expect(outer * rows * columns).toBe(size);
          size = outer * columns;
        }
        expect(size).toBe(sizeOf(shape.filter((_, axis) => ((bits >> axis) & 1) === 0)));
      }),
    );
  });
});
