import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import type { RowsDataset } from '../rows-dataset.ts';
import { holdOut } from './hold-out.ts';
import { pairRows } from './pair-rows.ts';
import { type PairSource, type ReadOptions, readPairs } from './pair-source.ts';
import type { SentencePair } from './sentence-pair.ts';
import { tokenize } from './tokens.ts';
import { type Vocabulary, type VocabularyOptions, vocabulary } from './vocabulary.ts';

export interface SentencePairsOptions extends ReadOptions {
  /** Where the pairs come from. */
  readonly train: PairSource;
  /** Pairs of their own, or how many of the others to hold out, exactly. Default: a tenth. */
  readonly test?: PairSource | number;
  /** Further pairs, to choose the best model with. Default: none. */
  readonly dev?: PairSource | number;
  /** How source sentences become tokens. Default: words in lower case. */
  readonly source?: Partial<VocabularyOptions>;
  /** How target sentences become tokens. Default: words in lower case. */
  readonly target?: Partial<VocabularyOptions>;
  /** Leave out pairs of which a sentence has more tokens. Integer >= 1, default: keep all. */
  readonly maxLength?: number;
  /** Use the first pairs of each source only; Tatoeba's files begin with the shortest. Integer >= 1, default: all. */
  readonly limit?: number;
  /** Chooses what is held out. Integer in [0, 2^32), default 0. */
  readonly seed?: number;
  /** What error messages and reports call it. Default `sentence pairs`. */
  readonly name?: string;
}

export interface SentencePairsData {
  /** Inputs int32 `[L]`: tokens, `<eos>`, then `<pad>`; targets int32 `[M]`: `<bos>`, tokens, `<eos>`, then `<pad>`. */
  readonly train: RowsDataset<Int32Array, Int32Array>;
  readonly test: RowsDataset<Int32Array, Int32Array>;
  /** Only where the option asks for it. */
  readonly dev?: RowsDataset<Int32Array, Int32Array>;
  /** The tokens of the training pairs' sources. */
  readonly source: Vocabulary;
  readonly target: Vocabulary;
  /** How many pairs were longer than `maxLength`. */
  readonly leftOut: number;
}

type Part = 'train' | 'dev' | 'test';

const atLeastOne = (name: string, value: number | undefined) => {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return;
  throw new InvalidArgumentError(`sentencePairs: ${name} is ${value}; pass an integer of at least 1.`);
};

const longest = (texts: readonly string[], options: VocabularyOptions) =>
  texts.reduce((most, text) => Math.max(most, tokenize(text, options).length), 0);

/**
 * Sentences and their translations as sequences of token numbers, for translation: from a tab-separated file such as Tatoeba's, or from
 * files that are aligned line by line such as Multi30k's (Elliott et al. 2016).
 *
 * Vocabularies know the training pairs only; other tokens are `<unk>`. Pairs that are held out have sources that no training pair has.
 * With `maxLength`, L is `maxLength + 1` and M is `maxLength + 2`; without it they fit the longest sentence of all parts.
 *
 * @throws MissingFileError, NetworkError, CorruptFileError (with the line) for the files; InvalidArgumentError; InvalidDataError when
 *   `maxLength` leaves no pair
 */
export async function sentencePairs(options: SentencePairsOptions): Promise<SentencePairsData> {
  const { maxLength, limit, seed = 0, name = 'sentence pairs', test, dev } = options;
  atLeastOne('maxLength', maxLength);
  atLeastOne('limit', limit);
  const sides = {
    source: { unit: 'word', lowerCase: true, ...options.source },
    target: { unit: 'word', lowerCase: true, ...options.target },
  } as const;

  let leftOut = 0;
  const read = async (from: PairSource, part: Part) => {
    const all = (await readPairs(from, part, options)).slice(0, limit);
    if (maxLength === undefined) return all;
    const kept = all.filter((pair) =>
      (['source', 'target'] as const).every((side) => tokenize(pair[side], sides[side]).length <= maxLength),
    );
    leftOut += all.length - kept.length;
    if (kept.length > 0) return kept;
    throw new InvalidDataError(
      `${name}: all ${all.length} pairs of ${part} have a sentence of more than ${maxLength} tokens.`,
    );
  };

  const parts = new Map<Part, SentencePair[]>();
  let train = await read(options.train, 'train');
  for (const [part, from] of [
    ['test', test ?? Math.max(1, Math.round(train.length / 10))],
    ['dev', dev],
  ] as const) {
    if (from === undefined) continue;
    if (typeof from === 'object') {
      parts.set(part, await read(from, part));
      continue;
    }
    const keys = train.map((pair) => tokenize(pair.source, sides.source).join(' '));
    const { rest, held } = holdOut(keys, from, seed);
    parts.set(
      part,
      held.map((i) => train[i] as SentencePair),
    );
    train = rest.map((i) => train[i] as SentencePair);
  }
  parts.set('train', train);

  const all = [...parts.values()].flat();
  const side = (of: 'source' | 'target') => ({
    vocabulary: vocabulary(
      train.map((pair) => pair[of]),
      sides[of],
    ),
    longest:
      maxLength ??
      longest(
        all.map((pair) => pair[of]),
        sides[of],
      ),
  });
  const [source, target] = [side('source'), side('target')];
  const rows = (part: Part) =>
    pairRows(`${name} (${part})`, parts.get(part) as SentencePair[], source, target);
  return {
    train: rows('train'),
    test: rows('test'),
    ...(parts.has('dev') ? { dev: rows('dev') } : {}),
    source: source.vocabulary,
    target: target.vocabulary,
    leftOut,
  };
}
