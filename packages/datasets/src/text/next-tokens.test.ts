import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import { nextTokens } from './next-tokens.ts';
import { EOS, PAD, vocabulary } from './vocabulary.ts';

describe('nextTokens', () => {
  const known = vocabulary(['abcdef'], { unit: 'character' });

  it('cuts what is longer, by hand', () => {
    // <bos> a b c <eos>, two at a time, one further each time: (bos a | a b), (a b | b c), (b c | c eos)
    const data = nextTokens(['abc'], { vocabulary: known, context: 2, stride: 1 });
    expect([...data.inputs]).toEqual([1, 4, 4, 5, 5, 6]);
    expect([...data.targets]).toEqual([4, 5, 5, 6, 6, 2]);
    const padded = nextTokens(['abc', ''], { vocabulary: known, context: 3 });
    expect([...padded.inputs]).toEqual([1, 4, 5, 6, 0, 0, 1, 0, 0]);
    expect([...padded.targets]).toEqual([4, 5, 6, 2, 0, 0, 2, 0, 0]);
  });

  it('asks for every token of every text at least once, exactly once without overlap', () => {
    const letters = fc.array(fc.stringMatching(/^[a-f]{0,12}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        letters,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (texts, context, step) => {
          const all = texts.flatMap((text) => [...known.encode(text, { eos: true })]);
          const apart = nextTokens(texts, { vocabulary: known, context });
          expect([...apart.targets].filter((id) => id !== PAD)).toEqual(all);
          const stride = Math.min(step, context);
          const data = nextTokens(texts, { vocabulary: known, context, stride });
          const ends = [...data.targets].filter((id) => id === EOS).length;
          expect(ends).toBe(texts.length);
          for (let i = 0; i < data.length; i++) {
            const { input, target } = data.get(i);
            const filled = input.filter((id) => id !== PAD).length;
            expect(target.filter((id) => id !== PAD).length).toBe(filled);
            expect([...target.subarray(0, filled - 1)]).toEqual([...input.subarray(1, filled)]);
          }
        },
      ),
    );
  });

  it('refuses what cannot be meant', () => {
    expect(() => nextTokens([], { vocabulary: known })).toThrow(InvalidDataError);
    for (const bad of [0, -1, 1.5, Number.NaN]) {
      expect(() => nextTokens(['a'], { vocabulary: known, context: bad })).toThrow(InvalidArgumentError);
      expect(() => nextTokens(['a'], { vocabulary: known, stride: bad })).toThrow(InvalidArgumentError);
    }
  });
});
