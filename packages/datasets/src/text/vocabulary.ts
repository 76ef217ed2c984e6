import { InvalidArgumentError, InvalidDataError, OutOfRangeError } from '../errors.ts';
import { joinTokens, type TextUnit, type TokenOptions, tokenize } from './tokens.ts';

/** Fills sequences up to a common length. */
export const PAD = 0;
/** Begins a sequence: the first input of a decoder. */
export const BOS = 1;
/** Ends a sequence. */
export const EOS = 2;
/** Stands for every token that is not in the vocabulary. */
export const UNK = 3;

export const SPECIAL_TOKENS: readonly string[] = ['<pad>', '<bos>', '<eos>', '<unk>'];

export interface VocabularyOptions extends TokenOptions {
  /** Leave out tokens that occur less often. Integer >= 1, default 1. */
  readonly minFrequency?: number;
  /** Keep only the most frequent tokens, so many with the four special ones. Integer >= 5, default: all. */
  readonly maxSize?: number;
}

/** The numbers of tokens: `<pad>` 0, `<bos>` 1, `<eos>` 2, `<unk>` 3, then the others from the most frequent on. */
export interface Vocabulary {
  readonly unit: TextUnit;
  readonly lowerCase: boolean;
  readonly splitPunctuation: boolean;
  /** Token `k` has the number `k`. */
  readonly tokens: readonly string[];
  /** Number of tokens, the width of an embedding or of logits. */
  readonly size: number;
  /** A token's number; 3 where it is not in the vocabulary. A text that spells `<eos>` never gives the special token. */
  idOf(token: string): number;
  /** The numbers of a text's tokens, with 1 before and 2 after them where asked for. Default: neither. */
  encode(text: string, options?: { readonly bos?: boolean; readonly eos?: boolean }): Int32Array;
  /**
   * The text of these numbers up to the first 2: 0 and 1 are left out, 3 is written `<unk>`, and words get spaces between them.
   *
   * @throws OutOfRangeError for what is no token's number
   */
  decode(ids: ArrayLike<number>): string;
  /** What `vocabularyFromJson` takes. */
  toJSON(): VocabularyJson;
}

export interface VocabularyJson {
  readonly unit: TextUnit;
  readonly lowerCase: boolean;
  readonly splitPunctuation: boolean;
  readonly tokens: readonly string[];
}

/** A vocabulary of these tokens, the special ones included. */
export function vocabularyOf({ unit, lowerCase, splitPunctuation, tokens }: VocabularyJson): Vocabulary {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  for (const special of SPECIAL_TOKENS) ids.delete(special);
  const idOf = (token: string) => ids.get(token) ?? UNK;
  return {
    unit,
    lowerCase,
    splitPunctuation,
    tokens,
    size: tokens.length,
    idOf,
    encode: (text, { bos = false, eos = false } = {}) => {
      const inner = tokenize(text, { unit, lowerCase, splitPunctuation }).map(idOf);
      return Int32Array.from([...(bos ? [BOS] : []), ...inner, ...(eos ? [EOS] : [])]);
    },
    decode: (ids) => {
      const words: string[] = [];
      for (let i = 0; i < ids.length && ids[i] !== EOS; i++) {
        const id = ids[i] as number;
        const token = tokens[id];
        if (token === undefined) {
          throw new OutOfRangeError(
            `decode: ${id} at index ${i} is no token; they run from 0 to ${tokens.length - 1}.`,
          );
        }
        if (id !== PAD && id !== BOS) words.push(token);
      }
      return joinTokens(words, unit);
    },
    toJSON: () => ({ unit, lowerCase, splitPunctuation, tokens }),
  };
}

/**
 * The vocabulary of some texts: their tokens, from the most frequent to the rarest; equally frequent ones in the order of their UTF-16 codes,
 * so that the same texts in any order give the same vocabulary.
 *
 * @throws InvalidArgumentError when an option cannot be meant
 * @throws InvalidDataError when there is no token, or none that is frequent enough
 */
export function vocabulary(texts: Iterable<string>, options: VocabularyOptions): Vocabulary {
  const { unit, lowerCase = false, splitPunctuation = true } = options;
  const { minFrequency = 1, maxSize = Number.POSITIVE_INFINITY } = options;
  if (unit !== 'character' && unit !== 'word') {
    throw new InvalidArgumentError(
      `vocabulary: unit is ${JSON.stringify(unit)}; pass 'character' or 'word'.`,
    );
  }
  if (!Number.isInteger(minFrequency) || minFrequency < 1) {
    throw new InvalidArgumentError(
      `vocabulary: minFrequency is ${minFrequency}; pass an integer of at least 1.`,
    );
  }
  if (!(Number.isInteger(maxSize) || maxSize === Number.POSITIVE_INFINITY) || maxSize < 5) {
    throw new InvalidArgumentError(
      `vocabulary: maxSize is ${maxSize}; pass an integer of at least 5, four of which are the special tokens.`,
    );
  }
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const token of tokenize(text, options)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  for (const special of SPECIAL_TOKENS) counts.delete(special);
  const kept = [...counts]
    .filter(([, count]) => count >= minFrequency)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, maxSize - SPECIAL_TOKENS.length)
    .map(([token]) => token);
  if (kept.length === 0) {
    throw new InvalidDataError(
      `vocabulary: ${counts.size} different tokens, none of which occurs ${minFrequency} times; pass more text.`,
    );
  }
  return vocabularyOf({ unit, lowerCase, splitPunctuation, tokens: [...SPECIAL_TOKENS, ...kept] });
}
