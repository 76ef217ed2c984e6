import {
  add,
  exp,
  log,
  logSoftmax,
  maximum,
  mean,
  mul,
  neg,
  pow,
  relu,
  sub,
  sum,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import { checkSetting } from '../settings.ts';
import { targetProbabilities } from './cross-entropy.ts';
import { checkSameShape, type Loss, meanLossOfClasses } from './loss.ts';

export interface FocalOptions {
  /** How much sure samples count less: (1 - p)^gamma. Default: 2, the paper's. */
  readonly gamma?: number;
  /** A factor for each class, `[K]`. Default: 1 for all. */
  readonly alpha?: readonly number[];
}

/**
 * Focal loss (Lin et al. 2017, arXiv:1708.02002) with softmax: -alpha (1 - p)^gamma log p for the target's probability p. Targets and
 * outputs as in `crossEntropy`.
 *
 * @throws TrainError for settings that cannot work
 */
export function focal({ gamma = 2, alpha }: FocalOptions = {}): Loss {
  checkSetting('focal: gamma', gamma);
  for (const weight of alpha ?? []) checkSetting('focal: each alpha', weight);
  return meanLossOfClasses((targets, outputs) => {
    const wanted = targetProbabilities('focal', targets, outputs);
    const [, classes = 0] = outputs.shape;
    if (alpha !== undefined && alpha.length !== classes) {
      throw new TrainError(`focal: ${alpha.length} factors alpha for ${classes} classes.`);
    }
    const logs = logSoftmax(outputs);
    const damped = mul(pow(maximum(sub(1, exp(logs)), 0), gamma), logs);
    const terms = mul(wanted, alpha === undefined ? damped : mul(damped, [...alpha]));
    return { losses: neg(sum(terms, -1)) as Tensor1D };
  });
}

export interface HingeOptions {
  /** By how much the target's logit should exceed the others. Default: 1. */
  readonly margin?: number;
}

/**
 * Multi-class hinge loss (Weston and Watkins 1999), PyTorch's MultiMarginLoss: the mean over all K classes of
 * max(0, margin - logit of the target + logit of the other). Targets and outputs as in `crossEntropy`.
 *
 * @throws TrainError for a negative margin
 */
export function hinge({ margin = 1 }: HingeOptions = {}): Loss {
  checkSetting('hinge: margin', margin);
  return meanLossOfClasses((targets, outputs) => {
    const wanted = targetProbabilities('hinge', targets, outputs);
    const own = sum(mul(wanted, outputs), -1, true);
    const others = mul(relu(add(sub(outputs, own), margin)), sub(1, wanted));
    return { losses: mean(others, -1) as Tensor1D };
  });
}

/** The smallest positive number whose logarithm wasm and cpu agree on: 0 log 0 is 0. */
const TINY = 1e-37;

/**
 * Kullback-Leibler divergence of the softmax of logits from target probabilities, sum of p (log p - log q), PyTorch's KLDivLoss with
 * `batchmean`.
 *
 * @param targets float32 probabilities `[N, K]`
 * @param outputs float32 logits `[N, K]`
 * @throws TrainError where the shapes differ
 */
export const klDivergence: Loss = meanLossOfClasses((targets, outputs) => {
  checkSameShape('klDivergence', targets, outputs);
  const terms = mul(targets, sub(log(maximum(targets, TINY)), logSoftmax(outputs)));
  return { losses: sum(terms, -1) as Tensor1D };
});
