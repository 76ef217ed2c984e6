import { InvalidDataError } from '../errors.ts';
import { SPECIAL_TOKENS, type Vocabulary, type VocabularyJson, vocabularyOf } from './vocabulary.ts';

/**
 * The vocabulary that `JSON.stringify(vocabulary)` wrote, once parsed: what a trained model needs beside its weights.
 *
 * @throws InvalidDataError when it is something else, or its tokens are not the special ones and then different ones
 */
export function vocabularyFromJson(json: unknown): Vocabulary {
  const { unit, lowerCase, splitPunctuation, tokens } = (json ?? {}) as Partial<VocabularyJson>;
  const fail = (what: string): never => {
    throw new InvalidDataError(`vocabularyFromJson: ${what}; pass what a vocabulary's toJSON() gave.`);
  };
  if (unit !== 'character' && unit !== 'word') return fail(`unit is ${JSON.stringify(unit)}`);
  if (typeof lowerCase !== 'boolean') return fail('lowerCase is no boolean');
  if (typeof splitPunctuation !== 'boolean') return fail('splitPunctuation is no boolean');
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'string')) {
    return fail('tokens is no list of strings');
  }
  if (!SPECIAL_TOKENS.every((special, id) => tokens[id] === special)) {
    return fail(`tokens does not begin with ${SPECIAL_TOKENS.join(' ')}`);
  }
  if (new Set(tokens).size !== tokens.length) return fail('a token occurs twice');
  return vocabularyOf({ unit, lowerCase, splitPunctuation, tokens: [...tokens] });
}
