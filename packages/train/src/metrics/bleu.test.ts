import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { bleu } from './bleu.ts';

const words = (text: string) => text.split(' ');

/** The examples of NLTK's documentation of its bleu_score, and what it gives for them. */
const FIRST = {
  translation: words(
    'It is a guide to action which ensures that the military always obeys the commands of the party',
  ),
  references: [
    'It is a guide to action that ensures that the military will forever heed Party commands',
    'It is the guiding principle which guarantees the military forces always being under the command of the Party',
    'It is the practical guide for the army always to heed the directions of the party',
  ].map(words),
};
const SECOND = {
  translation: words('he read the book because he was interested in world history'),
  references: [words('he was interested in world history because he read the book')],
};

describe('bleu', () => {
  it("agrees with NLTK on its documentation's sentences", () => {
    expect(bleu([FIRST.translation], [FIRST.references]).bleu).toBeCloseTo(0.5045666840058485, 12);
    const both = [FIRST, SECOND];
    const corpus = bleu(
      both.map(({ translation }) => translation),
      both.map(({ references }) => references),
    );
    expect(corpus.bleu).toBeCloseTo(0.5920778868801042, 12);
  });

  it("clips the paper's example to 2/7", () => {
    const { precisions, bleu: score } = bleu(
      [words('the the the the the the the')],
      [[words('the cat is on the mat'), words('there is a cat on the mat')]],
    );
    expect(precisions[0]).toBeCloseTo(2 / 7, 12);
    expect(precisions.slice(1)).toEqual([0, 0, 0]);
    expect(score).toBe(0);
  });

  it('punishes what is shorter than the closest reference', () => {
    const {
      brevityPenalty,
      referenceLength,
      bleu: score,
    } = bleu([['a', 'b']], [[['a', 'b', 'c'], 'abcdefgh'.split('')]], {
      order: 2,
    });
    expect(referenceLength).toBe(3);
    expect(brevityPenalty).toBeCloseTo(Math.exp(1 - 3 / 2), 12);
    expect(score).toBeCloseTo(Math.exp(-0.5), 12);
    // As far from 1 as from 3: the shorter one counts.
    expect(bleu([['a', 'b']], [[['a', 'b', 'c'], ['a']]], { order: 1 }).referenceLength).toBe(1);
  });

  it('smooths orders above 1', () => {
    const { precisions } = bleu([[1, 2, 3]], [[[1, 2, 4]]], { smooth: true });
    expect(precisions).toEqual([2 / 3, 2 / 3, 1 / 2, 1]);
  });

  it('is 0 for nothing said', () => {
    expect(bleu([[]], [[['a']]]).bleu).toBe(0);
  });

  it('is at most 1, and 1 for the reference itself', () => {
    const sentence = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(sentence, sentence), { minLength: 1, maxLength: 4 }), (pairs) => {
        const [translations, references] = [pairs.map(([a]) => a), pairs.map(([, b]) => [b])];
        const { bleu: score } = bleu(translations, references);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-12);
        expect(
          bleu(
            translations,
            translations.map((one) => [one]),
          ).bleu,
        ).toBeCloseTo(1, 12); // prettier-ignore
      }),
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no sentence', () => bleu([], []), /0 translations/],
    ['unequal numbers', () => bleu([['a']], []), /1 translations for the references of 0/],
    ['no reference', () => bleu([['a']], [[]]), /sentence 0 has no reference/],
    ['order 0', () => bleu([['a']], [[['a']]], { order: 0 }), /order/],
  ])('refuses %s', (_, attempt, message) => {
    expect(attempt).toThrow(TrainError);
    expect(attempt).toThrow(message);
  });
});
