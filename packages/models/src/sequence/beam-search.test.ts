import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beamSearch, type Hypothesis, type NextTokens } from './beam-search.ts';

const OPTIONS = { begin: 1, end: 2, lengthPenalty: 0, maxLength: 5, beam: 1 };

/** A language in which the next token depends on the last one alone. */
const chain =
  (logs: readonly (readonly number[])[]): NextTokens =>
  async (prefixes) =>
    Float32Array.from(prefixes.flatMap((tokens) => logs[tokens.at(-1) as number] as number[]));

const normalized = (weights: readonly number[]) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.fround(Math.log(weight / total)));
};

/** Every sequence of the chain that ends, or is as long as allowed, with its log-probability. */
function everySequence(logs: readonly (readonly number[])[], maxLength: number) {
  const all: { tokens: number[]; log: number }[] = [];
  const grow = (tokens: number[], log: number) => {
    if (tokens.at(-1) === OPTIONS.end || tokens.length === maxLength + 1) all.push({ tokens, log });
    else
      for (const [token, next] of (logs[tokens.at(-1) as number] ?? []).entries())
        grow([...tokens, token], log + next);
  };
  grow([OPTIONS.begin], 0);
  return all;
}

describe('beamSearch', () => {
  // After 1: 3 with .6, 4 with .4; after 3: 2 with .5, else 3 or 4; after 4: surely 2.
  const TRAP = [
    [1, 1, 1, 1, 1],
    [0, 0, 0, 6, 4],
    [1, 1, 1, 1, 1],
    [0, 0, 4, 3, 3],
    [0, 0, 1, 0, 0],
  ].map(normalized);

  it('is greedy with one beam, and sees further with two', async () => {
    const [[greedy]] = (await beamSearch(1, chain(TRAP), OPTIONS)) as [[Hypothesis]];
    expect([...greedy.ids]).toEqual([3]);
    expect(greedy.logProbability).toBeCloseTo(Math.log(0.24), 6);
    const [both] = await beamSearch(1, chain(TRAP), { ...OPTIONS, beam: 2 });
    expect([...(both?.[0]?.ids ?? [])]).toEqual([4]);
    expect(both?.[0]?.logProbability).toBeCloseTo(Math.log(0.4), 6);
    expect(both?.every(({ ended }) => ended)).toBe(true);
  });

  it('stops at the length that is allowed, and says so', async () => {
    const forever = [
      [1, 1],
      [0, 1],
    ].map(normalized);
    const [[one]] = (await beamSearch(1, chain(forever), { ...OPTIONS, maxLength: 3 })) as [[Hypothesis]];
    expect([[...one.ids], one.ended]).toEqual([[1, 1, 1], false]);
  });

  it('finds the best of all sequences where it keeps all, and never more than the greedy one costs', async () => {
    const weights = fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 4, maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(weights, fc.constantFrom(0, 0.5, 1), async (rows, lengthPenalty) => {
        const logs = rows.map(normalized);
        const maxLength = 3;
        const options = { ...OPTIONS, lengthPenalty, maxLength };
        const scores = everySequence(logs, maxLength).map(
          ({ tokens, log }) => log / (tokens.length - 1) ** lengthPenalty,
        );
        const [all = []] = await beamSearch(1, chain(logs), { ...options, beam: 4 ** maxLength });
        expect(all).toHaveLength(scores.length);
        const best = Math.max(...scores);
        // Both sum the same three numbers, perhaps in another order.
        expect(Math.abs((all[0]?.score ?? 0) - best)).toBeLessThan(1e-12);
        for (const beam of [1, 2]) {
          const [found = []] = await beamSearch(1, chain(logs), { ...options, beam });
          expect(found[0]?.score ?? 0).toBeLessThanOrEqual(best + 1e-12);
          expect(found.length).toBeLessThanOrEqual(beam);
        }
      }),
    );
  });

  it('searches for several sources apart from each other', async () => {
    const next: NextTokens = async (prefixes, sources) =>
      Float32Array.from(
        prefixes.flatMap((tokens, i) => {
          const done = tokens.length > (sources[i] as number);
          return normalized([0, 0, done ? 1 : 0, done ? 0 : 1]);
        }),
      );
    const found = await beamSearch(4, next, { ...OPTIONS, maxLength: 9 });
    expect(found.map(([one]) => one?.ids.length)).toEqual([0, 1, 2, 3]);
  });
});
