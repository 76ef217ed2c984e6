import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostDecisive, mostSalient } from './saliency.ts';

const all = (values: readonly number[]) => values.map((_, i) => i);

describe('mostSalient', () => {
  it('takes the largest product of gain and loss', () => {
    const [gains, losses] = [
      [1, 4, 3, -9],
      [5, 1, 2, 9],
    ];
    expect(mostSalient(gains, losses, [0, 1, 2, 3], 1)).toEqual({ features: [2], score: 6 });
    // 0 and 2: (1 + 3) (5 + 2); the others give 5 * 6 and 7 * 3.
    expect(mostSalient(gains, losses, [0, 1, 2], 2)).toEqual({ features: [0, 1], score: 30 });
  });

  it('pairs a feature that does harm alone', () => {
    expect(mostSalient([5, -1], [-1, 4], [0, 1], 1)).toBeUndefined();
    expect(mostSalient([5, -1], [-1, 4], [0, 1], 2)).toEqual({ features: [0, 1], score: 12 });
  });

  it('finds nothing where nothing helps, and changes only what is open', () => {
    expect(mostSalient([-1, -2], [-1, -2], [0, 1], 2)).toBeUndefined();
    expect(mostSalient([1, 2], [1, 2], [0], 2)).toBeUndefined();
    expect(mostSalient([1, 2], [1, 2], [0], 1)).toEqual({ features: [0], score: 1 });
    expect(mostSalient([], [], [], 1)).toBeUndefined();
  });

  it('finds what trying all pairs finds', () => {
    // Small integers: ties are common, and products exact.
    const values = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(values, fc.constantFrom(1 as const, 2 as const), (pairs, atOnce) => {
        const gains = pairs.map(([gain]) => gain);
        const losses = pairs.map(([, loss]) => loss);
        let best: number | undefined;
        for (const i of all(gains)) {
          for (const j of atOnce === 2 ? all(gains).slice(i + 1) : [i]) {
            const sum = (of: readonly number[]) => (of[i] ?? 0) + (j === i ? 0 : (of[j] ?? 0));
            if (sum(gains) > 0 && sum(losses) > 0) best = Math.max(best ?? 0, sum(gains) * sum(losses));
          }
        }
        expect(mostSalient(gains, losses, all(gains), atOnce)?.score).toBe(best);
      }),
    );
  });
});

describe('mostDecisive', () => {
  it('takes the largest sums above 0, the first of equals', () => {
    const [gains, losses] = [
      [0, 2, 1, 0, -3],
      [1, 0, 1, 0, 2],
    ];
    expect(mostDecisive(gains, losses, [0, 1, 2, 3, 4], 1)).toEqual([1]);
    expect(mostDecisive(gains, losses, [0, 1, 2, 3, 4], 2)).toEqual([1, 2]);
    expect(mostDecisive(gains, losses, [0, 3, 4], 2)).toEqual([0]);
    expect(mostDecisive(gains, losses, [3, 4], 2)).toEqual([]);
  });
});
