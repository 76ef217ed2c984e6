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
  const classes = new Int32Array(samples);
  let probabilities = 0;
  for (let row = 0; row < samples; row++) {
    const logitsOfRow = Array.prototype.slice.call(
      values,
      row * classCount,
      (row + 1) * classCount,
    ) as number[];
    if (!logitsOfRow.every(Number.isFinite)) {
      throw new ModelOutputError(
        `the model returns logits that are not finite for the ${which} sample ${row}: [${logitsOfRow.slice(0, 4).join(', ')}${classCount > 4 ? ', ...' : ''}]`,
      );
    }
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

function looksLikeProbabilities(row: readonly number[]): boolean {
  const sum = row.reduce((total, value) => total + value, 0);
  return row.every((value) => value >= 0) && Math.abs(sum - 1) <= PROBABILITY_TOLERANCE;
}
