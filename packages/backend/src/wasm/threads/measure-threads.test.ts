import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureThreads } from './measure-threads.ts';

/** Work that takes as long as `cost` says, by a clock of its own. */
function simulate(cost: (threads: number, call: number) => number, options: { budget?: number } = {}) {
  let time = 0;
  const calls: number[] = [];
  const result = measureThreads({
    run: (threads) => {
      time += cost(threads, calls.length);
      calls.push(threads);
    },
    threads: 4,
    now: () => time,
    ...options,
  });
  return { ...result, calls, time };
}

describe('measureThreads', () => {
  it('says yes to twice the speed, and no to a gain that is too small or none', () => {
    expect(simulate((threads) => (threads === 1 ? 2 : 1))).toMatchObject({ worthIt: true, gain: 2 });
    expect(simulate((threads) => (threads === 1 ? 1.125 : 1))).toMatchObject({ worthIt: false, gain: 1.125 });
    expect(simulate((threads) => (threads === 1 ? 1 : 3))).toMatchObject({ worthIt: false, gain: 1 / 3 });
  });

  it('runs both in turn, and forgets the first calls', () => {
    const { calls, gain, rounds } = simulate((threads, call) => (call < 2 ? 5 : 1 / threads));
    expect(rounds).toBe(15);
    expect(calls).toEqual(Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 1 : 4)));
    expect(gain).toBe(4);
  });

  it('says no where the gain comes and goes', () => {
    // In two rounds of five the other threads had no processor.
    const slowed = (call: number) => Math.floor(call / 2) % 5 < 2;
    const { worthIt, gain } = simulate((threads, call) => (threads === 1 ? 2 : slowed(call) ? 4 : 1));
    expect(gain).toBe(2);
    expect(worthIt).toBe(false);
  });

  it('is not misled by what slows down both', () => {
    const load = (call: number) => 1 + (Math.floor(call / 2) % 7);
    const { gain } = simulate((threads, call) => (load(call) * 3) / (threads === 1 ? 1 : 1.5));
    expect(gain).toBeCloseTo(1.5, 12);
  });

  it('keeps within its budget, apart from the round that it is in', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (one, many, budget) => {
          const { time, rounds } = simulate((threads) => (threads === 1 ? one : many), { budget });
          expect(rounds).toBeGreaterThanOrEqual(1);
          expect(time).toBeLessThanOrEqual(Math.max(budget, one + many) + one + many + 1e-9);
        },
      ),
    );
  });
});
