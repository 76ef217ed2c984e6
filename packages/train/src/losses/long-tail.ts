import { add, logSoftmax, mul, neg, sum, type Tensor1D } from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { checkSetting } from '../settings.ts';
import { targetProbabilities } from './cross-entropy.ts';
import { type Loss, meanLossOfClasses } from './loss.ts';

export interface ClassBalancedOptions {
  /** How far samples of a class repeat each other, in [0, 1): 0 weighs all classes alike, towards 1 by 1 / count. Default: 0.9999. */
  readonly beta?: number;
}

/** @throws TrainError where a count is no positive integer, or there is none */
function checkCounts(by: string, counts: readonly number[]): void {
  const wrong = counts.findIndex((count) => !(Number.isSafeInteger(count) && count >= 1));
  if (counts.length > 0 && wrong === -1) return;
  throw new TrainError(
    `${by}: ${counts.length === 0 ? 'there are no counts' : `class ${wrong} has ${counts[wrong]} samples`}; pass how often each class occurs in ` +
      'the training data, integers of at least 1, as `countsPerClass` returns them.',
  );
}

/**
 * Class weights by the effective number of samples (Cui et al. 2019, arXiv:1901.05555): (1 - beta) / (1 - beta^n) for a class of n samples,
 * scaled so that they add up to the number of classes. They are meant for `crossEntropyWith({ classWeights })`.
 *
 * @param counts samples of each class in the training data, `[K]`
 * @returns `[K]` positive numbers
 * @throws TrainError for a class without samples, or a beta outside [0, 1)
 */
export function classBalancedWeights(
  counts: readonly number[],
  { beta = 0.9999 }: ClassBalancedOptions = {},
): number[] {
  checkCounts('classBalancedWeights', counts);
  checkSetting('classBalancedWeights: beta', beta, 1);
  // By expm1: 1 - beta^n loses its digits where beta^n is near 1.
  const inverse = counts.map((count) => 1 / -Math.expm1(count * Math.log(beta)));
  const all = inverse.reduce((total, value) => total + value, 0);
  return inverse.map((value) => (value * counts.length) / all);
}

export interface LogitAdjustedOptions {
  /** Samples of each class in the training data, `[K]`, each at least 1. */
  readonly counts: readonly number[];
  /** How much of the logarithm of the classes' shares is added; 1 is consistent for the mean of the classes' accuracies. Default: 1. */
  readonly tau?: number;
}

/**
 * Logit-adjusted cross-entropy (Menon et al. 2021, arXiv:2007.07314, equation 10): the cross-entropy of the logits plus tau times the logarithm of
 * each class's share of the training data. A model trained with it is used as it is: its own logits no longer prefer frequent classes.
 *
 * Targets and outputs as in `crossEntropy`. As the loss of a validation it is measured with the training data's shares.
 *
 * @throws TrainError for a class without samples or a negative tau; the loss itself where the number of counts is not that of classes
 */
export function logitAdjusted({ counts, tau = 1 }: LogitAdjustedOptions): Loss {
  checkCounts('logitAdjusted', counts);
  checkSetting('logitAdjusted: tau', tau);
  const all = counts.reduce((total, count) => total + count, 0);
  const shifts = counts.map((count) => tau * Math.log(count / all));
  return meanLossOfClasses((targets, outputs) => {
    const wanted = targetProbabilities('logitAdjusted', targets, outputs);
    const [, classes] = outputs.shape;
    if (counts.length !== classes) {
      throw new TrainError(`logitAdjusted: ${counts.length} counts for ${classes} classes.`);
    }
    return { losses: neg(sum(mul(wanted, logSoftmax(add(outputs, shifts))), -1)) as Tensor1D };
  });
}
