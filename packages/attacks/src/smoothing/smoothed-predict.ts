import type * as tf from '@tensorflow/tfjs-core';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { clopperPearson } from './clopper-pearson.ts';
import { eachSample, mostFrequent, noisyCounts } from './noisy-counts.ts';
import { checkSmoothing, type SmoothingOptions } from './smoothing-options.ts';

/** Of two counts, whether the larger one is so by more than chance: the two-sided binomial test, at most `alpha` of the time wrong. */
export function isAhead(first: number, second: number, alpha: number): boolean {
  // A fair coin is refused where the lower bound at half the level lies above one half: the same test, by its inverse.
  return first + second > 0 && clopperPearson(first, first + second, alpha / 2) >= 0.5;
}

/**
 * The class that the smoothed classifier names for each sample `[N, ...]`: the one the model names most often under Gaussian noise. Null
 * where the runner-up is so close that the order may be chance; a class is wrong in at most a fraction `alpha` of all calls.
 *
 * Cohen, Rosenfeld and Kolter (2019), "Certified adversarial robustness via randomized smoothing", arXiv:1902.02918, PREDICT.
 * @param options `samples` is 1000 by default.
 * @throws InvalidOptionError, and InvalidInputError and ModelOutputError as attacks do.
 */
export async function smoothedPredict(
  model: Model,
  xs: tf.Tensor,
  options: SmoothingOptions,
): Promise<(number | null)[]> {
  const checked = checkSmoothing(options, 1000);
  const classifier = toClassifier(model);
  return eachSample(classifier, xs, checked, async (x, seed) => {
    const counts = await noisyCounts(classifier, x, { ...checked, seed });
    const winner = mostFrequent(counts);
    const second = Math.max(...counts.filter((_, index) => index !== winner));
    return isAhead(counts[winner] ?? 0, second, checked.alpha) ? winner : null;
  });
}
