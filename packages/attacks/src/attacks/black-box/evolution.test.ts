import { describe, expect, it } from 'vitest';
import { randomOf } from '../../threats/random.ts';
import { type Individual, offspring, randomIndividual } from './evolution.ts';
import type { Sample } from './search.ts';

const plane = { height: 5, width: 7, channels: 1 };
const habitat = { plane, bounds: [0, 1] as const, pixels: 1, weight: 0.5 };
const none = new Float32Array();
function sampleOf(seed: number): Sample {
  const uniform = randomOf(seed, 0);
  return {
    index: 0,
    row: 0,
    clean: none,
    free: none,
    eps: 1,
    uniform,
    normal: uniform,
    remaining: 0,
    best: none,
  };
}
const at = (row: number, column: number, grey: number): Individual => [{ row, column, colour: [grey] }];

describe('differential evolution', () => {
  it('makes a child of three parents other than the one it may replace', () => {
    // Powers of four: the child tells its parents.
    const parents = [0, 1, 2, 3].map((i) => at(0, 0, 4 ** -(i + 1)));
    for (let seed = 0; seed < 20; seed++) {
      const children = offspring(parents, sampleOf(seed), habitat);
      for (const [own, child] of children.entries()) {
        const [a, b, c] = [0, 1, 2, 3].filter((i) => i !== own) as [number, number, number];
        const grey = (i: number) => parents[i]?.[0]?.colour[0] ?? 0;
        const orders = [
          [a, b, c],
          [a, c, b],
          [b, a, c],
          [b, c, a],
          [c, a, b],
          [c, b, a],
        ] as const;
        const possible = orders.map(([x, y, z]) => Math.max(grey(x) + 0.5 * (grey(y) - grey(z)), 0));
        expect(possible).toContain(child[0]?.colour[0]);
      }
    }
  });

  it('stays on the plane and in the bounds, edges included', () => {
    const parents = [at(0, 0, 0), at(4.9, 6.9, 1), at(4.9, 6.9, 1), at(0, 0, 0), at(4.9, 0, 1)];
    const rows = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      for (const [change] of offspring(parents, sampleOf(seed), habitat)) {
        if (change === undefined) throw new Error('a child without a pixel');
        rows.add(Math.floor(change.row));
        expect(Math.floor(change.row)).toBeGreaterThanOrEqual(0);
        expect(Math.floor(change.row)).toBeLessThan(5);
        expect(Math.floor(change.column)).toBeLessThan(7);
        expect(change.colour[0]).toBeGreaterThanOrEqual(0);
        expect(change.colour[0]).toBeLessThanOrEqual(1);
      }
    }
    expect(rows.has(0) && rows.has(4)).toBe(true);
  });

  it('begins at uniform places', () => {
    const sample = sampleOf(9);
    const counts = new Array<number>(35).fill(0);
    for (let i = 0; i < 7000; i++) {
      const [change] = randomIndividual(sample, habitat);
      const place = Math.floor(change?.row ?? 0) * 7 + Math.floor(change?.column ?? 0);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    // 200 at each; five standard deviations are 70.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(70);
  });
});
