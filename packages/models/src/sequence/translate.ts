import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount } from '../checks.ts';
import { ModelError } from '../errors.ts';
import { beamSearch, type Hypothesis, type NextTokens } from './beam-search.ts';
import { lastLogits } from './last-logits.ts';

export interface TranslateOptions {
  /** Tokens of a translation at most, its end included; a positive integer. */
  readonly maxLength: number;
  /** Translations that are followed at once; 1 takes the likeliest token at every step. Default: 1. */
  readonly beam?: number;
  /** Exponent of the length that log-probabilities are divided by, so that long translations may compete; at least 0. Default: 1, their mean. */
  readonly lengthPenalty?: number;
  /** The tokens that begin and end a target. Default: 1 and 2, those of `@gradlab/datasets`. */
  readonly begin?: number;
  readonly end?: number;
  /** Sources that are translated together. It does not change the result but for rounding. Default: 64. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onProgress?: (progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number;
    readonly unit: string;
  }) => void;
}

function check(sources: readonly ArrayLike<number>[], options: TranslateOptions): void {
  const { maxLength, beam = 1, batchSize = 64, lengthPenalty = 1, begin = 1, end = 2 } = options;
  checkCount('translate', 'maxLength', maxLength);
  checkCount('translate', 'beam', beam);
  checkCount('translate', 'batchSize', batchSize);
  if (!(Number.isFinite(lengthPenalty) && lengthPenalty >= 0)) {
    throw new ModelError(`translate: lengthPenalty must be a number of at least 0, got ${lengthPenalty}.`);
  }
  for (const [name, token] of Object.entries({ begin, end })) {
    if (!(Number.isInteger(token) && token >= 0))
      throw new ModelError(`translate: ${name} must be a token, got ${token}.`);
  }
  const empty = sources.findIndex(({ length }) => length === 0);
  if (sources.length === 0 || empty !== -1) {
    const what = sources.length === 0 ? 'there is no source' : `source ${empty} has no token`;
    throw new ModelError(`translate: ${what}; pass lists of tokens.`);
  }
}

/** Rows of tokens, filled up with 0. */
function padded(rows: readonly ArrayLike<number>[]): tf.Tensor2D {
  const width = rows.reduce((most, { length }) => Math.max(most, length), 1);
  const data = new Int32Array(rows.length * width);
  for (const [i, row] of rows.entries()) data.set(row, i * width);
  return tf.tensor2d(data, [rows.length, width], 'int32');
}

/** `x - log(sum(exp(x)))` of each row. */
function logSoftmax(logits: Float32Array, rows: number): Float32Array {
  const width = logits.length / rows;
  for (let row = 0; row < rows; row++) {
    const values = logits.subarray(row * width, (row + 1) * width);
    const top = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const total = top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
    for (let i = 0; i < width; i++) values[i] = (values[i] as number) - total;
  }
  return logits;
}

/**
 * Translates sources with an encoder-decoder such as `seq2seq`, greedily or by beam search.
 *
 * Each step runs the whole model again on the targets so far: any model from `[source, target so far]` to logits `[N, T, V]` will do, and n tokens cost
 * n^2 / 2 steps of its decoder.
 *
 * @param sources lists of tokens; the shorter ones of a batch are filled up with 0
 * @returns the best translation of each source
 * @throws ModelError for options that cannot be meant, no or empty sources, or a model that gives other things than finite logits; the signal's reason
 */
export async function translate(
  model: LayersModel,
  sources: readonly ArrayLike<number>[],
  options: TranslateOptions,
): Promise<Hypothesis[]> {
  check(sources, options);
  const { maxLength, beam = 1, lengthPenalty = 1, begin = 1, end = 2, batchSize = 64 } = options;
  const { signal, onProgress } = options;
  const translations: Hypothesis[] = [];
  for (let start = 0; start < sources.length; start += batchSize) {
    const batch = sources.slice(start, start + batchSize);
    const next: NextTokens = async (prefixes, owners) => {
      signal?.throwIfAborted();
      const inputs = [padded(owners.map((owner) => batch[owner] as ArrayLike<number>)), padded(prefixes)];
      const logits = await lastLogits('translate', model, inputs).finally(() => tf.dispose(inputs));
      return logSoftmax(logits, prefixes.length);
    };
    const found = await beamSearch(batch.length, next, { beam, maxLength, begin, end, lengthPenalty });
    translations.push(...found.map(([best]) => best as Hypothesis));
    onProgress?.({ phase: 'translate', done: translations.length, total: sources.length, unit: 'sentences' });
  }
  return translations;
}
