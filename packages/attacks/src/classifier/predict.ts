import type * as tf from '@tensorflow/tfjs-core';
import { ModelOutputError, ProbabilityOutputError } from '../errors.ts';
import type { Classifier } from './classifier.ts';

/** Rows of probabilities sum to 1 within this. */
const PROBABILITY_TOLERANCE = 1e-4;

/** The classes a classifier names. */
export interface Predictions {
  /** Index of the largest logit of each sample; the first of equals. */
  readonly classes: Int32Array;
  /** K, the number of classes. */
  readonly classCount: number;
}

/**
 * The class of each sample of `xs` `[N, ...]`.
 * @param which What to call the inputs in an error.
 * @throws ModelOutputError when a logit is not finite.
 * @throws ProbabilityOutputError when every row is non-negative and sums to 1.
 */
export async function predict(
  classifier: Classifier,
  xs: tf.Tensor,
  which: 'clean' | 'adversarial' = 'clean',
): Promise<Predictions> {
  const logits = classifier.logits(xs);
  const [samples, classCount] = logits.shape;
  let values: ArrayLike<number>;
  try {
    values = await logits.data();
  } finally {
    logits.dispose();
  }
  checkFinite(values, [samples, classCount], which);
  const classes = new Int32Array(samples);
  let probabilities = 0;
  for (let row = 0; row < samples; row++) {
    const logitsOfRow = rowOf(values, row, classCount);
    classes[row] = logitsOfRow.indexOf(Math.max(...logitsOfRow));
    if (looksLikeProbabilities(logitsOfRow)) probabilities++;
  }
  if (which === 'clean' && classifier.outputs === 'checked' && probabilities === samples) {
    throw new ProbabilityOutputError(
      'the model seems to return probabilities: its outputs are non-negative and sum to 1 for every sample. Return ' +
        "logits (no softmax at the end), or confirm that they are: classifier(model, { outputs: 'logits' })",
    );
  }
  return { classes, classCount };
}

const rowOf = (values: ArrayLike<number>, row: number, length: number): number[] =>
  Array.prototype.slice.call(values, row * length, (row + 1) * length);

/**
 * @param values Logits `[samples, classCount]`.
 * @throws ModelOutputError when one is not finite.
 */
export function checkFinite(
  values: ArrayLike<number>,
  [samples, classCount]: readonly [number, number],
  which: 'clean' | 'adversarial',
): void {
  for (let row = 0; row < samples; row++) {
    const logits = rowOf(values, row, classCount);
    if (logits.every(Number.isFinite)) continue;
    throw new ModelOutputError(
      `the model returns logits that are not finite for the ${which} sample ${row}: [${logits.slice(0, 4).join(', ')}${classCount > 4 ? ', ...' : ''}]`,
    );
  }
}

function looksLikeProbabilities(row: readonly number[]): boolean {
  const sum = row.reduce((total, value) => total + value, 0);
  return row.every((value) => value >= 0) && Math.abs(sum - 1) <= PROBABILITY_TOLERANCE;
}
