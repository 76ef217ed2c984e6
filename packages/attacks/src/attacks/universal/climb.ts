import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../../classifier/bounds.ts';
import type { Classifier } from '../../classifier/classifier.ts';
import { predict } from '../../classifier/predict.ts';
import { InvalidInputError, InvalidOptionError } from '../../errors.ts';
import { crossEntropy } from '../../losses/cross-entropy.ts';
import { checkGradient, inputGradient } from '../../losses/input-gradient.ts';
import type { Loss } from '../../losses/loss.ts';
import type { ThreatModel } from '../../threats/threat.ts';
import { checkInputs } from '../check.ts';

/** What a universal perturbation is looked for with. */
export interface Climb {
  readonly classifier: Classifier;
  readonly threat: ThreatModel;
  /** A sample whose cross-entropy is above this no longer counts. */
  readonly lossLimit: number;
  readonly target: number | undefined;
}

/** `xs + delta` within the bounds. */
const perturbed = ({ bounds }: Classifier, xs: tf.Tensor, delta: tf.Tensor) =>
  tf.tidy(() => clipToBounds(tf.add(xs, delta), bounds));

/**
 * The perturbation `[1, ...]` after one step of length `step` for the batch `xs`.
 * @param first Gradients of 0 for all samples are an error: later they mean that all are fooled.
 * @throws GradientError, ZeroGradientError.
 */
export async function climbed(
  delta: tf.Tensor,
  xs: tf.Tensor,
  { classifier, threat, lossLimit, target }: Climb,
  step: number,
  first: boolean,
): Promise<tf.Tensor> {
  const { classes, classCount } = await predict(classifier, xs);
  checkTarget(target, classCount);
  // The cross-entropy of a target fades by itself for those that are there.
  const loss: Loss = (logits, labels) =>
    tf.tidy(() => {
      const own = crossEntropy(logits, labels);
      return target === undefined ? tf.minimum(own, lossLimit) : tf.neg(own);
    });
  const gradient = tf.tidy(() => {
    const labels = tf.tensor1d(target === undefined ? classes : classes.map(() => target), 'int32');
    const at = perturbed(classifier, xs, delta);
    // Where the bounds cut the perturbation off, it has no effect.
    const free = tf.cast(tf.equal(tf.add(xs, delta), at), 'float32');
    return tf.mul(inputGradient(classifier, at, labels, loss), free);
  });
  try {
    await checkGradient(gradient, first ? 'throw' : 'report');
    return tf.tidy(() => {
      const uphill = threat.steepest(tf.sum(gradient, 0, true));
      return threat.project(tf.add(delta, tf.mul(uphill, step)));
    });
  } finally {
    gradient.dispose();
  }
}

/** How many samples of the batch the perturbation fools. */
export async function fooled(
  delta: tf.Tensor,
  xs: tf.Tensor,
  { classifier, target }: Climb,
): Promise<number> {
  const before = await predict(classifier, xs);
  const at = perturbed(classifier, xs, delta);
  try {
    const after = await predict(classifier, at, 'adversarial');
    return after.classes.filter((now, i) =>
      target === undefined ? now !== before.classes[i] : now === target,
    ).length;
  } finally {
    at.dispose();
  }
}

function checkTarget(target: number | undefined, classCount: number): void {
  if (target === undefined || target < classCount) return;
  throw new InvalidOptionError(`target must be in [0, ${classCount}), the model's classes, got ${target}`);
}

/** @throws InvalidInputError when the batch is out of the bounds, or its samples are not shaped like the perturbation. */
export async function checkBatch(
  xs: tf.Tensor,
  delta: tf.Tensor | undefined,
  { bounds }: Classifier,
): Promise<void> {
  await checkInputs(xs, bounds);
  if (delta === undefined || String(delta.shape.slice(1)) === String(xs.shape.slice(1))) return;
  throw new InvalidInputError(
    `all samples must have one shape: after [${delta.shape.slice(1)}] there is a batch of [${xs.shape.slice(1)}]`,
  );
}
