import * as tf from '@tensorflow/tfjs-core';
import { checkInputs } from '../attacks/check.ts';
import { read } from '../attacks/read.ts';
import { UnsteadyModelError } from '../errors.ts';
import { type Classifier, type Model, toClassifier } from './classifier.ts';
import { predict } from './predict.ts';

/** Enough samples to notice, few enough to cost next to nothing. */
const SAMPLES = 16;

/** Relative to the largest logit: the rounding of backends whose sums have no fixed order. */
const SAME_CALL = 1e-5;

/** Relative to the largest logit, plus a little for logits that nearly cancel: rounding that differs between batch sizes. */
const OTHER_BATCH = 1e-3;
const CANCELLED = 1e-4;

/**
 * Looks at how a model behaves on some samples `[N, ...]`, before an evaluation relies on it: besides all that attacks check
 * themselves, it must give the same answer twice, and to a sample alone the one it gives it in a batch. A function that leaves
 * dropout or batch normalisation in training mode does not. Costs three forward passes of at most 16 samples;
 * `robustAccuracy` calls it once. (A `tf.LayersModel` is applied with `training: false` and cannot fail for that reason.)
 *
 * @throws UnsteadyModelError unless the classifier's `randomness` is `expected`.
 * @throws InvalidInputError, ModelOutputError, ProbabilityOutputError as attacks do.
 */
export async function checkModel(model: Model, xs: tf.Tensor): Promise<void> {
  const classifier = toClassifier(model);
  await checkInputs(xs, classifier.bounds);
  const few = tf.tidy(() => tf.slice(xs, 0, Math.min(SAMPLES, xs.shape[0] ?? 0)));
  try {
    await predict(classifier, few);
    if (classifier.randomness === 'checked') await checkSteadiness(classifier, few);
  } finally {
    few.dispose();
  }
}

async function checkSteadiness(classifier: Classifier, xs: tf.Tensor): Promise<void> {
  const none = new Float32Array();
  const [first = none, again = none, other = none] = await read(() => [
    classifier.logits(xs),
    classifier.logits(xs),
    tf.slice(classifier.logits(otherBatch(xs)), 0, 1),
  ]);
  const largest = first.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const farthest = (values: ArrayLike<number>) =>
    Array.from(values).reduce((most, value, i) => Math.max(most, Math.abs(value - (first[i] ?? 0))), 0);

  const drift = farthest(again);
  if (!(drift <= SAME_CALL * largest)) {
    throw new UnsteadyModelError(
      `the model gives other logits for the same samples when it is called again (they differ by up to ${drift}): is dropout or ` +
        'other noise left on, training: true? If it is random on purpose, attack it with eotPgd, judge it by repeated ' +
        "votes, and say classifier(model, { randomness: 'expected' })",
    );
  }
  const influence = farthest(other);
  if (!(influence <= OTHER_BATCH * largest + CANCELLED)) {
    throw new UnsteadyModelError(
      `the model's logits for a sample depend on the other samples of the batch (they differ by up to ${influence}): is batch ` +
        'normalisation left in training mode, training: true? An attack on one sample would change the others',
    );
  }
}

/** The first sample in other company: alone, or where it is alone already, with its mirror image. */
function otherBatch(xs: tf.Tensor): tf.Tensor {
  if ((xs.shape[0] ?? 0) > 1) return tf.slice(xs, 0, 1);
  return tf.concat([xs, tf.reverse(xs, xs.rank - 1)]);
}
