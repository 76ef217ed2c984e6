import * as tf from '@tensorflow/tfjs-core';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { GradientError, ZeroGradientError } from '../errors.ts';
import { asRows } from '../threats/threat.ts';
import { crossEntropy } from './cross-entropy.ts';
import { gradientOf } from './gradient-of.ts';
import type { Loss } from './loss.ts';

/** What a loss is at a batch, and where it grows. The caller disposes all three tensors. */
export interface LossAndGradient {
  /** The loss of each sample, `[N]`. */
  readonly losses: tf.Tensor1D;
  /** `[N, K]`. */
  readonly logits: tf.Tensor2D;
  /** The gradient of each sample's loss with respect to the sample, `[N, ...]`. */
  readonly gradient: tf.Tensor;
}

/**
 * Loss, logits and gradient of one forward and one backward pass. Losses are summed, so that a sample's gradient does not
 * depend on the batch it is in. Nothing is differentiated with respect to the model's parameters.
 * @param loss Of each sample, from logits `[N, K]` and labels `[N]`.
 * @throws GradientError when TensorFlow.js has no gradients registered.
 */
export function lossAndGradient(
  model: Model,
  xs: tf.Tensor,
  loss: (logits: tf.Tensor2D) => tf.Tensor1D,
): LossAndGradient {
  checkGradientsAreRegistered();
  const classifier = toClassifier(model);
  const kept: tf.Tensor[] = [];
  const keep = (tensor: tf.Tensor) => kept.push(tf.keep(tf.clone(tensor)));
  try {
    const gradient = gradientOf((x) => {
      const logits = classifier.logits(x);
      const losses = loss(logits);
      keep(logits);
      keep(losses);
      return tf.sum(losses);
    }, xs);
    return { gradient, logits: kept[0] as tf.Tensor2D, losses: kept[1] as tf.Tensor1D };
  } catch (error) {
    tf.dispose(kept);
    throw error;
  }
}

/**
 * The gradient of each sample's loss with respect to the sample, `[N, ...]`. Losses are summed, so it does not
 * depend on the batch a sample is in. Nothing is differentiated with respect to the model's parameters.
 * @throws GradientError when TensorFlow.js has no gradients registered.
 */
export function inputGradient(
  model: Model,
  xs: tf.Tensor,
  labels: tf.Tensor1D,
  loss: Loss = crossEntropy,
): tf.Tensor {
  checkGradientsAreRegistered();
  const classifier = toClassifier(model);
  return gradientOf((x) => tf.sum(loss(classifier.logits(x), labels)), xs);
}

function checkGradientsAreRegistered(): void {
  if ((tf.getGradient('Sum') as tf.GradConfig | undefined) === undefined) {
    throw new GradientError(
      "TensorFlow.js has no gradients here, since tfjs-core alone registers none: import '@tensorflow/tfjs-layers', or " +
        'call loadBackend() of @gradlab/backend, before the attack',
    );
  }
}

/**
 * Which samples have a gradient of exactly 0.
 * @throws GradientError when a gradient is not finite.
 * @throws ZeroGradientError when the gradient of every sample is 0, unless `allZero` is `report`.
 */
export async function checkGradient(
  gradient: tf.Tensor,
  allZero: 'throw' | 'report' = 'throw',
): Promise<boolean[]> {
  const sums = tf.tidy(() => tf.sum(tf.abs(asRows(gradient)), 1));
  let values: number[];
  try {
    values = [...(await sums.data())];
  } finally {
    sums.dispose();
  }
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw new GradientError(
      `the gradient of sample ${broken} is not finite; check the model and its preprocessing for a division by 0, ` +
        'or a square root or logarithm of 0',
    );
  }
  const zero = values.map((value) => value === 0);
  if (allZero === 'throw' && zero.every(Boolean)) {
    throw new ZeroGradientError(
      `the gradient is exactly 0 for all ${zero.length} samples, so there is no direction to attack in; look for a ` +
        'step that is not differentiable (rounding, argMax), saturated activations, or logits further apart than 88',
    );
  }
  return zero;
}
