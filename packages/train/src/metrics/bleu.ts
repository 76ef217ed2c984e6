import { TrainError } from '../errors.ts';
import { checkInteger } from '../settings.ts';

/** A sentence in tokens: words, characters or their numbers. */
export type Sentence = readonly (string | number)[];

export interface BleuOptions {
  /** Longest n-grams that are compared. Default: 4, the paper's. */
  readonly order?: number;
  /** Add 1 to the matches and the n-grams of every order above 1 (Lin and Och 2004): a short text without long matches then has not 0. Default: false. */
  readonly smooth?: boolean;
}

export interface Bleu {
  /** From 0 to 1; papers print it times 100. */
  readonly bleu: number;
  /** Share of n-grams that a reference has, for n from 1. */
  readonly precisions: readonly number[];
  /** What shorter translations than the references cost, at most 1. */
  readonly brevityPenalty: number;
  readonly length: number;
  /** Of the reference closest in length to each translation, the shorter one where two are. */
  readonly referenceLength: number;
}

function ngrams(sentence: Sentence, n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= sentence.length; i++) {
    const gram = JSON.stringify(sentence.slice(i, i + n));
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** N-grams of a translation, and how many of them a reference has, each at most as often as the reference that has it most. */
function matches(translation: Sentence, references: readonly Sentence[], n: number) {
  const others = references.map((reference) => ngrams(reference, n));
  let [matched, total] = [0, 0];
  for (const [gram, count] of ngrams(translation, n)) {
    const most = Math.max(...others.map((counts) => counts.get(gram) ?? 0));
    matched += Math.min(count, most);
    total += count;
  }
  return { matched, total };
}

const closest = (length: number, references: readonly Sentence[]) =>
  references
    .map((reference) => reference.length)
    .reduce((best, other) => {
      const nearer = Math.abs(other - length) - Math.abs(best - length);
      return nearer < 0 || (nearer === 0 && other < best) ? other : best;
    });

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * BLEU of a whole text (Papineni et al. 2002): the geometric mean of its n-gram precisions, times a penalty for being short. It depends on how
 * sentences are cut into tokens; say so beside the figure.
 *
 * @param translations one for each sentence
 * @param references one or several for each sentence
 * @throws TrainError for no sentence, a sentence without reference, or unequal numbers of both
 */
export function bleu(
  translations: readonly Sentence[],
  references: readonly (readonly Sentence[])[],
  { order = 4, smooth = false }: BleuOptions = {},
): Bleu {
  checkInteger('bleu: order', order);
  if (translations.length === 0 || translations.length !== references.length) {
    throw new TrainError(
      `bleu: ${translations.length} translations for the references of ${references.length} sentences; pass as many, and at least one.`,
    );
  }
  const bare = references.findIndex((ofSentence) => ofSentence.length === 0);
  if (bare !== -1) throw new TrainError(`bleu: sentence ${bare} has no reference.`);

  const precisions = Array.from({ length: order }, (_, i) => {
    const all = translations.map((one, k) => matches(one, references[k] as readonly Sentence[], i + 1));
    const extra = smooth && i > 0 ? 1 : 0;
    const total = sum(all.map((one) => one.total)) + extra;
    return total === 0 ? 0 : (sum(all.map((one) => one.matched)) + extra) / total;
  });
  const length = sum(translations.map((one) => one.length));
  const referenceLength = sum(
    translations.map((one, k) => closest(one.length, references[k] as readonly Sentence[])),
  );
  const brevityPenalty = length === 0 ? 0 : Math.min(1, Math.exp(1 - referenceLength / length));
  const mean = Math.exp(sum(precisions.map(Math.log)) / order);
  return { bleu: brevityPenalty * mean, precisions, brevityPenalty, length, referenceLength };
}
