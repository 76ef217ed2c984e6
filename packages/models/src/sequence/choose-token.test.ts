import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseToken, likeliestToken, type SamplingOptions } from './choose-token.ts';

/** Tokens 0 to 3 have probabilities .2, .5, .1, .2. */
const LOGITS = [0.2, 0.5, 0.1, 0.2].map(Math.log);

/** How often each token is drawn from a fine grid of u: its probability, but for the grid's ends. */
function shares(logits: readonly number[], options: SamplingOptions = {}): number[] {
  const steps = 1000;
  const counts = logits.map(() => 0);
  for (let i = 0; i < steps; i++) {
    const token = chooseToken(logits, (i + 0.5) / steps, options);
    counts[token] = (counts[token] as number) + 1;
  }
  return counts.map((count) => count / steps);
}

const near = (actual: readonly number[], expected: readonly number[]) => {
  for (const [i, share] of expected.entries()) {
    expect(Math.abs((actual[i] as number) - share)).toBeLessThanOrEqual(0.002);
  }
};

describe('chooseToken', () => {
  it.each<[string, SamplingOptions, number[]]>([
    ['nothing', {}, [0.2, 0.5, 0.1, 0.2]],
    ['temperature 0.5, which squares', { temperature: 0.5 }, [4 / 34, 25 / 34, 1 / 34, 4 / 34]],
    ['a high temperature', { temperature: 1e6 }, [0.25, 0.25, 0.25, 0.25]],
    ['topK 1', { topK: 1 }, [0, 1, 0, 0]],
    ['topK 2, equal ones by their number', { topK: 2 }, [2 / 7, 5 / 7, 0, 0]],
    ['topK beyond all', { topK: 9 }, [0.2, 0.5, 0.1, 0.2]],
    ['topP 0.4', { topP: 0.4 }, [0, 1, 0, 0]],
    ['topP 0.6', { topP: 0.6 }, [2 / 7, 5 / 7, 0, 0]],
    ['topP 0.75', { topP: 0.75 }, [2 / 9, 5 / 9, 0, 2 / 9]],
    ['topP of what topK leaves', { topK: 2, topP: 0.71 }, [0, 1, 0, 0]],
    ['all three', { temperature: 0.5, topK: 3, topP: 0.8 }, [4 / 29, 25 / 29, 0, 0]],
  ])('draws by the probabilities: %s', (_, options, expected) => {
    near(shares(LOGITS, options), expected);
  });

  it('does not overflow', () => {
    near(shares([1e30, 1e30, -1e30]), [0.5, 0.5, 0]);
    near(shares([0, 1], { temperature: 1e-30 }), [0, 1]);
  });

  it('draws only what is kept, whatever the options', () => {
    const logits = fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 });
    const options = fc.record({
      temperature: fc.double({ min: 0.01, max: 100, noNaN: true }),
      topK: fc.integer({ min: 1, max: 12 }),
      topP: fc.double({ min: 0.001, max: 1, noNaN: true }),
    });
    const u = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(logits, u, options, (values, number, chosen) => {
        const token = chooseToken(values, number, chosen);
        const better = values.filter((value) => value > (values[token] as number)).length;
        expect(better).toBeLessThan(chosen.topK);
        expect(chooseToken(values, number, { ...chosen, topK: 1 })).toBe(likeliestToken(values));
        expect(chooseToken(values, 0, chosen)).toBe(likeliestToken(values));
      }),
    );
  });
});

describe('likeliestToken', () => {
  it('is the first of the largest', () => {
    expect(likeliestToken([1, 3, 3, 2])).toBe(1);
    expect(likeliestToken([-5])).toBe(0);
  });
});
