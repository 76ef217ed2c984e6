import type * as tf from '@tensorflow/tfjs-core';
import { breather } from '../attacks/breathe.ts';
import { checkInputs } from '../attacks/check.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { checkFinite } from '../classifier/predict.ts';
import { InvalidOptionError } from '../errors.ts';

/** How the answers of a model that is random become one. */
export interface VotingOptions {
  /** How often the model is asked about each sample. Default 10. */
  readonly votes?: number;
  /**
   * `majority`: the class that was named most often; of equally many the one with the larger mean probability. `mean`: the class
   * with the largest mean probability, the posterior predictive of a Bayesian network. Default `majority`.
   */
  readonly rule?: 'majority' | 'mean';
  readonly signal?: AbortSignal;
}

/** What the answers to N samples came to. */
export interface Votes {
  /** The class of each sample, by the rule. */
  readonly classes: Int32Array;
  /** How often each class was named: N rows of K. */
  readonly counts: readonly Int32Array[];
  /** The mean of the probabilities (softmax of the logits): N rows of K. */
  readonly probabilities: readonly Float64Array[];
  /** The fraction of the answers that named the class of the sample. */
  readonly agreement: Float64Array;
}

/** @throws InvalidOptionError when one is out of its range. */
export function checkVoting({ votes = 10, rule = 'majority' }: VotingOptions) {
  if (!(Number.isInteger(votes) && votes >= 1)) {
    throw new InvalidOptionError(`votes must be a positive integer, got ${votes}`);
  }
  if (rule !== 'majority' && rule !== 'mean') {
    throw new InvalidOptionError(`rule must be 'majority' or 'mean', got ${String(rule)}`);
  }
  return { votes, rule };
}

/**
 * Asks a model that answers at random (dropout left on, weights drawn from a posterior, noise added) about the same samples `[N, ...]`
 * several times, all of them at once. A single answer would be luck.
 *
 * @throws InvalidOptionError, and InvalidInputError and ModelOutputError as attacks do.
 */
export async function repeatedVotes(
  model: Model,
  xs: tf.Tensor,
  options: VotingOptions = {},
): Promise<Votes> {
  const { votes, rule } = checkVoting(options);
  const { signal } = options;
  const classifier = toClassifier(model);
  await checkInputs(xs, classifier.bounds);
  const samples = xs.shape[0] ?? 0;
  const breathe = breather();
  let counts: Int32Array[] = [];
  let sums: Float64Array[] = [];
  for (let vote = 0; vote < votes; vote++) {
    signal?.throwIfAborted();
    const { values, classCount } = await answers(classifier.logits(xs));
    if (vote === 0) {
      counts = Array.from({ length: samples }, () => new Int32Array(classCount));
      sums = Array.from({ length: samples }, () => new Float64Array(classCount));
    }
    for (let sample = 0; sample < samples; sample++) {
      const row = softmax(values.subarray(sample * classCount, (sample + 1) * classCount));
      tally(row, counts[sample] as Int32Array, sums[sample] as Float64Array);
    }
    await breathe();
  }
  const probabilities = sums.map((row) => row.map((sum) => sum / votes));
  const classes = Int32Array.from(probabilities, (row, sample) =>
    rule === 'mean' ? indexOfLargest(row) : mostVotes(counts[sample] as Int32Array, row),
  );
  const agreement = Float64Array.from(
    classes,
    (chosen, sample) => (counts[sample]?.[chosen] ?? Number.NaN) / votes,
  );
  return { classes, counts, probabilities, agreement };
}

/** The values of logits `[N, K]`, which it disposes. */
async function answers(logits: tf.Tensor2D): Promise<{ values: Float32Array; classCount: number }> {
  try {
    const values = Float32Array.from(await logits.data());
    checkFinite(values, logits.shape, 'clean');
    return { values, classCount: logits.shape[1] };
  } finally {
    logits.dispose();
  }
}

function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const indexOfLargest = (values: Float64Array): number => values.indexOf(Math.max(...values));

function tally(row: Float64Array, counts: Int32Array, sums: Float64Array): void {
  const named = indexOfLargest(row);
  counts[named] = (counts[named] ?? 0) + 1;
  for (const [index, probability] of row.entries()) sums[index] = (sums[index] ?? 0) + probability;
}

function mostVotes(counts: Int32Array, probabilities: Float64Array): number {
  const most = Math.max(...counts);
  return indexOfLargest(
    probabilities.map((probability, index) => (counts[index] === most ? probability : -1)),
  );
}
