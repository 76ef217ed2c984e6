import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { createMasks, type Masks } from '../masks/mask.ts';
import { alive, isSubset } from '../masks/measure.ts';
import { pruneBlocks, pruneNOfM } from './patterns.ts';
import { prune } from './prune.ts';
import { constantSparsity, iterativeSparsity, oneShot, polynomialSparsity } from './schedules.ts';
import { randomScores } from './scores.ts';

const masksOf = (entries: Record<string, readonly number[]>): Masks =>
  createMasks(
    Object.entries(entries).map(([path, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [path, { shape, bits: new Uint8Array(size).fill(1) }];
    }),
  );
const scoresOf = (entries: Record<string, readonly number[]>) =>
  new Map(Object.entries(entries).map(([path, values]) => [path, Float32Array.from(values)]));
const bitsOf = (masks: Masks, path = 'w') => Array.from(masks.get(path)?.bits ?? []);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('prune', () => {
  it('prunes the lowest, as many as the sparsity says', () => {
    const masks = prune(masksOf({ w: [10] }), scoresOf({ w: upTo(10) }), { sparsity: 0.2 });
    expect(bitsOf(masks)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    const last = prune(masksOf({ w: [100] }), scoresOf({ w: upTo(100) }), { sparsity: 0.9999 });
    expect(alive(last).alive).toBe(1);
  });

  it('reaches a sparsity step by step, and never goes back', () => {
    let masks = masksOf({ w: [10, 10] });
    const counts = [0, 0.1, 0.1, 0.3, 0.3, 0.5, 0.2].map((sparsity, seed) => {
      const next = prune(masks, randomScores(masks, seed), { sparsity });
      expect(isSubset(next, masks)).toBe(true);
      masks = next;
      return alive(next).alive;
    });
    expect(counts).toEqual([100, 90, 90, 70, 70, 50, 50]);
  });

  it('goes down the ladder of the lottery ticket hypothesis', () => {
    let masks = masksOf({ a: [784, 300], b: [300, 100], out: [100, 10] });
    const scores = randomScores(masks, 1);
    const ladder: number[] = [];
    for (let round = 1; round <= 15; round++) {
      const sparsity = (path: string) => (path === 'out' ? 0.1 : 0.2);
      masks = prune(masks, scores, { sparsity, of: 'alive' });
      const { alive: living, total } = alive(masks);
      ladder.push((100 * living) / total);
    }
    for (const [round, percent] of [
      [1, 80.04],
      [3, 51.28],
      [7, 21.07],
      [9, 13.52],
      [15, 3.58],
    ] as const) {
      expect(ladder[round - 1]).toBeCloseTo(percent, 2);
    }
  });

  it('prunes exactly as many of equal scores, the first ones', () => {
    const equal = scoresOf({ w: [7, 7, 7, 7, 7] });
    expect(bitsOf(prune(masksOf({ w: [5] }), equal, { sparsity: 0.4 }))).toEqual([0, 0, 1, 1, 1]);
  });

  it('keeps exactly the highest of those that live', () => {
    const small = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 });
    const part = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(small, part, part, fc.constantFrom('all', 'alive'), (values, first, second, of) => {
        const scores = scoresOf({ w: values });
        const before = prune(
          masksOf({ w: [values.length] }),
          randomScores(masksOf({ w: [values.length] }), 3),
          {
            sparsity: first,
          },
        );
        const after = prune(before, scores, { sparsity: second, of: of as 'all' | 'alive' });
        const living = alive(before).alive;
        const base = of === 'all' ? values.length : living;
        expect(alive(after).alive).toBe(Math.min(living, Math.max(1, Math.round(base * (1 - second)))));
        const [old, now] = [bitsOf(before), bitsOf(after)];
        const dropped = values.filter((_, i) => old[i] === 1 && now[i] === 0);
        const held = values.filter((_, i) => now[i] === 1);
        expect(Math.max(...dropped, -1)).toBeLessThanOrEqual(Math.min(...held));
        expect(now.every((bit, i) => bit <= (old[i] ?? 0))).toBe(true);
      }),
    );
  });

  it('lets all tensors compete, or each output unit by itself', () => {
    const masks = masksOf({ a: [2, 2], b: [2, 2] });
    const scores = scoresOf({ a: [1, 2, 3, 4], b: [5, 6, 7, 8] });
    const global = prune(masks, scores, { sparsity: 0.5, scope: 'global' });
    expect([bitsOf(global, 'a'), bitsOf(global, 'b')]).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    // Columns (1, 9, 2) and (8, 3, 7).
    const rows = prune(masksOf({ w: [3, 2] }), scoresOf({ w: [1, 8, 9, 3, 2, 7] }), {
      sparsity: 1 / 3,
      scope: 'output',
    });
    expect(bitsOf(rows)).toEqual([0, 1, 1, 0, 1, 1]);
  });

  it('refuses parts, scopes and scores that are none', () => {
    const [masks, scores] = [masksOf({ w: [2] }), scoresOf({ w: [1, 2] })];
    expect(() => prune(masks, scores, { sparsity: 1 })).toThrow(/sparsity of w must be at least 0/);
    expect(() => prune(masks, scores, { sparsity: Number.NaN })).toThrow(InvalidOptionError);
    expect(() => prune(masks, scores, { sparsity: 0.5, of: 'living' as 'alive' })).toThrow(/of must be/);
    const none = {} as { readonly sparsity: number };
    expect(() => prune(masks, scores, none)).toThrow(/sparsity of .* got undefined/);
    const median = { sparsity: 0.5, pool: 'median' as 'mean' };
    expect(() => pruneBlocks(masks, scores, median)).toThrow(/pool must be/);
    expect(() => prune(masks, scores, { sparsity: () => 0.5, scope: 'global' })).toThrow(/one number/);
    expect(() => prune(masks, scores, { sparsity: 0.5, scope: 'row' as 'layer' })).toThrow(/scope must be/);
    expect(() => prune(masks, new Map(), { sparsity: 0.5 })).toThrow(/w needs 2 scores, got none/);
    const odd = scoresOf({ w: [1, Number.NaN] });
    expect(() => prune(masks, odd, { sparsity: 0.5 })).toThrow(/at 1 is NaN/);
    expect(() => randomScores(masks, 0.5)).toThrow(InvalidOptionError);
  });
});

describe('pruneNOfM', () => {
  it('keeps two of four inputs of every output', () => {
    const weights = [0.74, 0.68, -0.89, -0.45, -1.68, 1.24, 0.31, -0.6];
    const masks = pruneNOfM(masksOf({ w: [4, 2] }), scoresOf({ w: weights.map(Math.abs) }));
    expect(bitsOf(masks)).toEqual([0, 1, 1, 0, 1, 1, 0, 0]);
  });

  it('treats positions of a filter by themselves, and the rest at the end', () => {
    const masks = masksOf({ w: [1, 2, 5, 1] });
    const next = pruneNOfM(masks, scoresOf({ w: [1, 2, 3, 4, 0, 8, 7, 6, 5, 9] }));
    expect(bitsOf(next)).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0, 1]);
    const again = pruneNOfM(next, scoresOf({ w: upTo(10) }), { n: 1, m: 2 });
    expect(isSubset(again, next)).toBe(true);
  });

  it('refuses patterns that are none', () => {
    expect(() => pruneNOfM(masksOf({ w: [4, 1] }), new Map(), { n: 5 })).toThrow(
      /n must be an integer from 1 to 4/,
    );
    expect(() => pruneNOfM(masksOf({ w: [4] }), scoresOf({ w: upTo(4) }))).toThrow(/two or more axes/);
  });
});

describe('pruneBlocks', () => {
  it('prunes the blocks of the lowest mean or highest weight', () => {
    const masks = masksOf({ w: [2, 4] });
    // Blocks of 2 x 2: (5, 0, 0, 0) and (1, 2, 2, 2).
    const scores = scoresOf({ w: [5, 0, 1, 2, 0, 0, 2, 2] });
    const by = (pool: 'mean' | 'max') =>
      bitsOf(pruneBlocks(masks, scores, { sparsity: 0.5, block: [2, 2], pool }));
    expect(by('mean')).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
    expect(by('max')).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('takes smaller blocks at the ends, by their means', () => {
    const next = pruneBlocks(masksOf({ w: [3, 1] }), scoresOf({ w: [2, 2, 3] }), {
      sparsity: 0.5,
      block: [2, 2],
    });
    expect(bitsOf(next)).toEqual([0, 0, 1]);
  });

  it('stays within the masks it is given', () => {
    const masks = createMasks([['w', { shape: [2, 2], bits: Uint8Array.of(1, 0, 1, 1) }]]);
    const next = pruneBlocks(masks, scoresOf({ w: [1, 9, 2, 3] }), { sparsity: 0.5, block: [2, 1] });
    // Columns (1, 2) and (pruned, 3): means of 1.5 both, the first goes.
    expect(bitsOf(next)).toEqual([0, 0, 0, 1]);
  });

  it('refuses blocks of nothing', () => {
    const wrong = { sparsity: 0.5, block: [0, 1] as const };
    expect(() => pruneBlocks(masksOf({ w: [2, 2] }), new Map(), wrong)).toThrow(InvalidOptionError);
  });
});

describe('schedules', () => {
  it('polynomial: the published values', () => {
    const steep = polynomialSparsity({ initial: 0.2, final: 0.8, begin: 100, end: 110, frequency: 1 });
    for (const [step, sparsity] of [
      [100, 0.2],
      [102, 0.4928],
      [105, 0.725],
      [110, 0.8],
    ] as const) {
      expect(steep(step)).toBeCloseTo(sparsity, 10);
    }
    const long = polynomialSparsity({ initial: 0.5, final: 0.9, begin: 0, end: 1000, frequency: 250 });
    expect([0, 250, 500, 750, 1000].map(long)).toEqual(
      [0.5, 0.73125, 0.85, 0.89375, 0.9].map((value) => expect.closeTo(value, 10)),
    );
  });

  it('prune at their steps alone', () => {
    const schedule = constantSparsity(0.5, { begin: 100, end: 200, frequency: 10 });
    expect([99, 100, 109, 110, 111, 200, 210].map((step) => schedule(step) !== undefined)).toEqual([
      ...[false, true, false, true, false, true, false],
    ]);
    expect([0, 1].map(oneShot(0.5))).toEqual([0.5, undefined]);
    expect([0, 1].map(iterativeSparsity(0.2))).toEqual([expect.closeTo(0.2), expect.closeTo(0.36)]);
  });

  it('refuse what cannot be', () => {
    expect(() => polynomialSparsity({ final: 0.5, begin: -1, end: 2 })).toThrow(/begin must be/);
    expect(() => polynomialSparsity({ final: 0.5, begin: 5, end: -1 })).toThrow(/end must be at least begin/);
    expect(() => polynomialSparsity({ final: 1, begin: 0, end: 2 })).toThrow(/final must be/);
    expect(() => polynomialSparsity({ final: 0.5, begin: 0, end: Number.POSITIVE_INFINITY })).toThrow(
      /a step/,
    );
    expect(() => constantSparsity(0.5, { begin: 0, frequency: 0 })).toThrow(/frequency must be/);
    expect(() => iterativeSparsity(-0.1)).toThrow(InvalidOptionError);
  });
});
