import { describe, expect, it } from 'vitest';
import type { Transform } from './batch.ts';
import { compose } from './compose.ts';
import { horizontalFlip, randomHorizontalFlip } from './flip.ts';
import { affine } from './geometry/affine.ts';
import { batchOf, changed } from './test-images.ts';
import { itKeepsTheLaws } from './test-laws.ts';

describe('compose', () => {
  itKeepsTheLaws(compose([randomHorizontalFlip(), randomHorizontalFlip()]));

  it('does one after the other', () => {
    const right = affine({ translate: [1, 0] });
    expect(changed(compose([right, horizontalFlip()]), [1, 2, 3], [1, 3, 1])).toEqual([2, 1, 0]);
    expect(changed(compose([horizontalFlip(), right]), [1, 2, 3], [1, 3, 1])).toEqual([0, 3, 2]);
  });

  it('gives each a seed of its own, the same every time', () => {
    const seeds: number[] = [];
    const note: Transform = (batch, seed) => {
      seeds.push(seed);
      return batch;
    };
    const noted = compose([note, note, compose([note])]);
    noted(batchOf([[1]], [1, 1, 1]), 4);
    noted(batchOf([[1]], [1, 1, 1]), 4);
    expect(new Set(seeds.slice(0, 3)).size).toBe(3);
    expect(seeds.slice(3)).toEqual(seeds.slice(0, 3));
  });

  it('of nothing changes nothing', () => {
    const batch = batchOf([[1, 2]], [1, 2, 1]);
    expect(compose([])(batch, 1)).toBe(batch);
  });
});
