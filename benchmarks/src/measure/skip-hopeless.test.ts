import { describe, expect, it } from 'vitest';
import type { Operation } from '../workloads.ts';
import type { Cell } from './cell.ts';
import { isHopeless } from './skip-hopeless.ts';

const done = (cells: Partial<Record<Operation, Cell>>) =>
  new Map(Object.entries(cells) as [Operation, Cell][]);

describe('isHopeless', () => {
  it('is so where a part of the operation already broke the limit', () => {
    const over = done({ forward: { status: 'over', seconds: 60 } });
    for (const operation of ['inputGradient', 'train', 'pgd'] as const) {
      expect(isHopeless(operation, over, 60)).toBe(true);
    }
    expect(isHopeless('forward', over, 60)).toBe(false);
  });

  it('is so where ten input gradients are too many', () => {
    expect(isHopeless('pgd', done({ inputGradient: { status: 'once', ms: 6001 } }), 60)).toBe(true);
    expect(isHopeless('pgd', done({ inputGradient: { status: 'once', ms: 5999 } }), 60)).toBe(false);
    expect(isHopeless('train', done({ inputGradient: { status: 'once', ms: 70_000 } }), 60)).toBe(false);
  });

  it('is not so where nothing is known', () => {
    expect(isHopeless('pgd', done({}), 60)).toBe(false);
    expect(isHopeless('train', done({ forward: { status: 'cannot', reason: 'no kernel' } }), 60)).toBe(false);
  });
});
