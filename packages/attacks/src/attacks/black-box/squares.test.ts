import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bounds } from '../../classifier/bounds.ts';
import { randomOf } from '../../threats/random.ts';
import { bump, twinBumps } from './bumps.ts';
import { type Plane, placeOf, windowSides } from './plane.ts';
import type { Sample } from './search.ts';
import { squareL2 } from './square-l2.ts';
import { squareLinf } from './square-linf.ts';
import { length } from './vectors.ts';

const EPS = 0.1;
const UNBOUNDED: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function sampleOf({ height, width, channels }: Plane, seed: number): Sample {
  const size = height * width * channels;
  const uniform = randomOf(seed, 0);
  const clean = Float32Array.from({ length: size }, () => 0.5);
  const free = new Float32Array(size).fill(1);
  return { index: 0, row: 0, clean, free, eps: EPS, uniform, normal: uniform, remaining: 1e9, best: clean };
}

/** The candidates of a search that is told that every candidate is better than those before. */
function walk(search: typeof squareLinf, sample: Sample, plane: Plane, steps: number, bounds = UNBOUNDED) {
  const fraction = (query: number) => (query <= 5 ? 0.5 : 0.1);
  const running = search(sample, { plane, bounds, fraction });
  const first = running.next();
  const candidates: Float32Array[] = [];
  for (let step = 0, next = first; step < steps && !next.done; step++) {
    candidates.push(...next.value);
    next = running.next([{ reached: false, loss: -step }]);
  }
  return candidates;
}

const planes = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 2, max: 9 }),
  channels: fc.integer({ min: 1, max: 3 }),
});

describe('the Square attack in Linf', () => {
  const [low, high] = [Math.fround(0.5 - EPS), Math.fround(0.5 + EPS)];

  it('starts with stripes from top to bottom', () => {
    const plane = { height: 6, width: 20, channels: 2 };
    const [first = new Float32Array()] = walk(squareLinf, sampleOf(plane, 1), plane, 1);
    expect(new Set(first)).toEqual(new Set([low, high]));
    for (let column = 0; column < 20; column++) {
      for (let channel = 0; channel < 2; channel++) {
        const at = (row: number) => first[placeOf(plane, row, column, channel)];
        for (let row = 1; row < 6; row++) expect(at(row)).toBe(at(0));
      }
    }
    // Both channels have stripes of their own.
    const channel = (c: number) =>
      Array.from({ length: 20 }, (_, column) => first[placeOf(plane, 0, column, c)]);
    expect(channel(0)).not.toEqual(channel(1));
  });

  it('then changes one window at a time, to one value in each channel, and never nothing', () => {
    fc.assert(
      fc.property(planes, fc.integer({ min: 0, max: 1e6 }), (plane, seed) => {
        const candidates = walk(squareLinf, sampleOf(plane, seed), plane, 12);
        for (const [step, candidate] of candidates.entries()) {
          const before = candidates[step - 1];
          if (before === undefined) continue;
          const sides = windowSides(plane, step <= 5 ? 0.5 : 0.1);
          const changed = [...candidate.keys()].filter((i) => candidate[i] !== before[i]);
          expect(changed.length).toBeGreaterThan(0);
          const rows = changed.map((i) => Math.floor(i / (plane.width * plane.channels)));
          const columns = changed.map((i) => Math.floor(i / plane.channels) % plane.width);
          expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(sides.height);
          expect(Math.max(...columns) - Math.min(...columns)).toBeLessThan(sides.width);
          for (let channel = 0; channel < plane.channels; channel++) {
            const values = changed.filter((i) => i % plane.channels === channel).map((i) => candidate[i]);
            expect(new Set(values).size).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('keeps a change that lowers the loss, drops others, and ends where the goal is reached', () => {
    const plane = { height: 4, width: 4, channels: 1 };
    const sample = sampleOf(plane, 5);
    const search = squareLinf(sample, { plane, bounds: [0, 1], fraction: () => 0.3 });
    const ask = (loss: number, reached = false) => search.next([{ loss, reached }]);
    const [first] = search.next().value as Float32Array[];
    const [second] = ask(3).value as Float32Array[];
    expect(sample.best).toBe(first);
    const [third] = ask(3).value as Float32Array[];
    expect(sample.best).toBe(first);
    const [fourth] = ask(2).value as Float32Array[];
    expect(sample.best).toBe(third);
    expect(ask(9, true).done).toBe(true);
    expect(sample.best).toBe(fourth);
    expect(second).not.toEqual(third);
  });
});

describe('the Square attack in L2', () => {
  it('has bumps of length 1 that are highest in the middle, and pairs of them', () => {
    expect(length(bump(5, 5))).toBeCloseTo(1, 12);
    const line = [...bump(1, 5)].map((value) => value / (bump(1, 5)[2] ?? 1));
    // Rings of 1/9, 1/4 + 1/9 and 1 + 1/4 + 1/9.
    const top = 1 + 1 / 4 + 1 / 9;
    expect(line.map((value) => value * top)).toEqual(
      [1 / 9, 1 / 4 + 1 / 9, top, 1 / 4 + 1 / 9, 1 / 9].map((value) => expect.closeTo(value, 12)),
    );
    for (const [height, width] of [
      [3, 3],
      [5, 7],
      [1, 3],
    ] as const) {
      const pair = twinBumps(height, width, true);
      expect(length(pair)).toBeCloseTo(1, 12);
      const left = Math.floor(width / 2);
      for (const [i, value] of pair.entries()) expect(Math.sign(value)).toBe(i % width < left ? 1 : -1);
      expect([...twinBumps(width, height, false)]).toEqual(
        Array.from({ length: pair.length }, (_, i) => pair[(i % height) * width + Math.floor(i / height)]),
      );
    }
  });

  it('spends exactly eps, also where the bounds cut something off on the way', () => {
    fc.assert(
      fc.property(planes, fc.integer({ min: 0, max: 1e6 }), (plane, seed) => {
        const sample = sampleOf(plane, seed);
        for (const candidate of walk(squareL2, sample, plane, 12)) {
          const delta = candidate.map((value, i) => value - (sample.clean[i] ?? 0));
          // Each value is within half a float32 of its own near 0.6: 3e-8.
          expect(Math.abs(length(delta) - EPS)).toBeLessThan(3e-8 * Math.sqrt(delta.length) + 1e-12);
        }
        for (const candidate of walk(squareL2, sample, plane, 12, [0.48, 0.51])) {
          const delta = candidate.map((value, i) => value - (sample.clean[i] ?? 0));
          expect(length(delta)).toBeLessThan(EPS + 3e-8 * Math.sqrt(delta.length));
          expect(Math.max(...candidate)).toBeLessThanOrEqual(Math.fround(0.51));
        }
      }),
    );
  });

  it('asks about the clean sample where a mask leaves nothing of the bumps, and goes on from there', () => {
    const plane = { height: 5, width: 5, channels: 1 };
    const nothing = { ...sampleOf(plane, 3), free: new Float32Array(25) };
    for (const candidate of walk(squareL2, nothing, plane, 5)) expect(candidate).toEqual(nothing.clean);

    // The bumps of the first grid are as wide as a fifth of the shorter side, here 2, and leave the last row and column alone.
    const wide = { height: 11, width: 11, channels: 1 };
    const corner = Float32Array.from({ length: 121 }, (_, place) => Number(place === 120));
    const [first, ...later] = walk(squareL2, { ...sampleOf(wide, 3), free: corner }, wide, 400);
    expect(first?.every((value) => value === 0.5)).toBe(true);
    const changes = later.map((values) => Math.abs((values[120] ?? 0) - 0.5));
    for (const change of changes) expect(Math.min(change, Math.abs(change - EPS))).toBeLessThan(3e-8);
    expect(Math.max(...changes)).toBeGreaterThan(EPS / 2);
  });
});
