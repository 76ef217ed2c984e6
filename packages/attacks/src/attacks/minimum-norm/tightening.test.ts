import { describe, expect, it } from 'vitest';
import { firstTry, nextTry } from './tightening.ts';

const RULES = { steps: 3, decrease: 0.9, smallest: 0.01, initialConstant: 1, largestConstant: 5 };

describe('the limits of C&W Linf', () => {
  it('begin open', () => {
    expect(firstTry(RULES)).toEqual({ limit: Number.POSITIVE_INFINITY, constant: 1, step: 1 });
  });

  it('fall below what a success needed, and never rise', () => {
    const open = { limit: Number.POSITIVE_INFINITY, constant: 2, step: 2 };
    expect(nextTry(open, true, 0.5, RULES)).toEqual({
      next: { limit: 0.45, constant: 2, step: 1 },
      restart: 'here',
    });
    expect(nextTry({ limit: 0.1, constant: 2, step: 1 }, true, 0.2, RULES)?.next.limit).toBeCloseTo(0.09, 12);
  });

  it('end at the smallest', () => {
    expect(nextTry({ limit: 0.1, constant: 2, step: 1 }, true, 0.011, RULES)).toBeUndefined();
  });

  it('stay for some steps, then double the constant until that is too large', () => {
    const now = { limit: 0.1, constant: 1, step: 2 };
    expect(nextTry(now, false, 0.2, RULES)).toEqual({ next: { ...now, step: 3 }, restart: 'no' });
    const late = { ...now, step: 3 };
    expect(nextTry(late, false, 0.2, RULES)).toEqual({
      next: { limit: 0.1, constant: 2, step: 1 },
      restart: 'base',
    });
    expect(nextTry({ ...late, constant: 3 }, false, 0.2, RULES)).toBeUndefined();
  });
});
