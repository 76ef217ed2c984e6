import { sample } from '../choose.ts';
import { InvalidArgumentError } from '../errors.ts';
import type { RowsDataset } from '../rows-dataset.ts';
import { nextTokens } from './next-tokens.ts';
import { type Poem, TANG_POEMS } from './tang-poems.ts';
import { type Vocabulary, vocabulary } from './vocabulary.ts';

export interface PoemsOptions {
  /** Only quatrains with lines of 5 or of 7 characters; there are 30 of each. Default: both. */
  readonly lines?: 5 | 7;
  /** Characters of one input, L. Integer >= 1. Default: a whole poem, 33, or 25 for lines of 5. */
  readonly context?: number;
  /** Where a poem is longer than an input, how many characters later the next one begins. Integer >= 1, default: `context`. */
  readonly stride?: number;
  /** How many poems to hold out. Default: a tenth. */
  readonly test?: number;
  /** Chooses what is held out. Integer in [0, 2^32), default 0. */
  readonly seed?: number;
}

export interface Poems {
  /** Inputs int32 `[L]`: `<bos>`, then characters; targets int32 `[L]`: the characters, then `<eos>`; both filled up with `<pad>`. */
  readonly train: RowsDataset<Int32Array, Int32Array>;
  readonly test: RowsDataset<Int32Array, Int32Array>;
  /** Characters of all poems, those that are held out included. */
  readonly vocabulary: Vocabulary;
  /** The poems behind `train` and `test`. */
  readonly poems: { readonly train: readonly Poem[]; readonly test: readonly Poem[] };
}

/**
 * Sixty quatrains of the Tang dynasty, character by character, to teach a network to write: small, in the public domain, and part of
 * this package.
 *
 * @throws InvalidArgumentError when an option cannot be meant
 */
export function poems(options: PoemsOptions = {}): Poems {
  const { lines, seed = 0, context, stride } = options;
  if (lines !== undefined && lines !== 5 && lines !== 7) {
    throw new InvalidArgumentError(`poems: lines is ${lines}; pass 5 or 7, or leave it out for both.`);
  }
  const chosen = TANG_POEMS.filter(({ text }) => lines === undefined || text.indexOf('，') === lines);
  const { test = Math.round(chosen.length / 10) } = options;
  if (!Number.isInteger(test) || test < 1 || test >= chosen.length) {
    throw new InvalidArgumentError(
      `poems: test is ${test}; pass an integer from 1 to ${chosen.length - 1}, so that poems remain.`,
    );
  }
  const held = new Set(sample(chosen.length, test, seed));
  const parts = {
    train: chosen.filter((_, i) => !held.has(i)),
    test: chosen.filter((_, i) => held.has(i)),
  };
  const known = vocabulary(
    chosen.map(({ text }) => text),
    { unit: 'character' },
  );
  const longest = chosen.reduce((most, { text }) => Math.max(most, text.length + 1), 1);
  const rows = (part: 'train' | 'test') =>
    nextTokens(
      parts[part].map(({ text }) => text),
      {
        vocabulary: known,
        name: `poems (${part})`,
        context: context ?? longest,
        ...(stride === undefined ? {} : { stride }),
      },
    );
  return { train: rows('train'), test: rows('test'), vocabulary: known, poems: parts };
}
