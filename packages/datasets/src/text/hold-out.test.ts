import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdOut } from './hold-out.ts';

describe('holdOut', () => {
  it('divides completely, keeps equal keys together, in order', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat({ max: 39 }), (list, seed, wish) => {
        const count = 1 + (wish % (list.length - 1));
        let parts: ReturnType<typeof holdOut>;
        try {
          parts = holdOut(list, count, seed);
        } catch (error) {
          // Groups larger than what is asked for cannot be divided.
          expect((error as Error).message).toMatch(/cannot hold out exactly/);
          return;
        }
        expect(parts.held).toHaveLength(count);
        expect([...parts.rest, ...parts.held].sort((a, b) => a - b)).toEqual([...list.keys()]);
        for (const part of [parts.rest, parts.held]) expect(part).toEqual(part.toSorted((a, b) => a - b));
        const known = new Set(parts.rest.map((i) => list[i]));
        expect(parts.held.some((i) => known.has(list[i]))).toBe(false);
      }),
    );
    expect(() => holdOut(['a', 'a', 'b', 'b'], 1, 0)).toThrow(/exactly 1 examples: 0/);
    expect(holdOut(['a', 'b', 'c'], 2, 0).held).toHaveLength(2);
  });
});
