/** What one token of a text is. */
export type TextUnit = 'character' | 'word';

export interface TokenOptions {
  readonly unit: TextUnit;
  /** Write everything in lower case, as Unicode defines it without a language. Default false. */
  readonly lowerCase?: boolean;
  /**
   * Words only: a punctuation mark is a token of its own; apostrophes and hyphens inside a word stay in it. Without it, only white space
   * separates, for text that was split before. Default true.
   */
  readonly splitPunctuation?: boolean;
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|\S/gu;

/**
 * Cuts a text into tokens, after Unicode's normalization form C.
 *
 * Characters are code points: where graphemes end changes with Unicode's version, and the same text would give other tokens on another
 * machine. In form C the letters of most scripts are one code point each, accents included.
 */
export function tokenize(text: string, options: TokenOptions): string[] {
  const { unit, lowerCase = false, splitPunctuation = true } = options;
  // Lower case first: it can take a composed letter apart.
  const normal = (lowerCase ? text.toLowerCase() : text).normalize('NFC');
  if (unit === 'character') return Array.from(normal);
  return normal.match(splitPunctuation ? WORD : /\S+/gu) ?? [];
}

/** The text of these tokens: words with a space between them, whatever stood there before. */
export const joinTokens = (tokens: readonly string[], unit: TextUnit): string =>
  tokens.join(unit === 'word' ? ' ' : '');
