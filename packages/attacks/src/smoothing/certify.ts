import type * as tf from '@tensorflow/tfjs-core';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidLabelsError, InvalidOptionError } from '../errors.ts';
import { partSeed } from '../threats/random.ts';
import { clopperPearson, normalQuantile } from './clopper-pearson.ts';
import { eachSample, mostFrequent, noisyCounts } from './noisy-counts.ts';
import { checkCount, checkSmoothing, type SmoothingOptions } from './smoothing-options.ts';

export interface CertifyOptions extends SmoothingOptions {
  /** Noisy copies of each sample by which its class is guessed, before `samples` others are counted. Default 100. */
  readonly selection?: number;
}

/** What is certain of the smoothed classifier at one sample, but for a fraction `alpha` of all certificates. */
export interface Certificate {
  /** The class it names everywhere within the radius, or null where it abstains. */
  readonly predicted: number | null;
  /** L2, in units of the input; 0 where it abstains. */
  readonly radius: number;
  /** Lower bound of the probability of the class under noise, also where it is below 1/2 and proves nothing. */
  readonly probability: number;
}

/**
 * Proves for each sample `[N, ...]` that no perturbation within an L2 radius changes what the smoothed classifier says, the class
 * that the model names most often under Gaussian noise: `radius = sigma * normalQuantile(lower bound of its probability)`. Every sample takes
 * `selection + samples` forward passes; the largest radius that n of them can prove is `sigma * normalQuantile(alpha ** (1 / n))`.
 *
 * Cohen, Rosenfeld and Kolter (2019), "Certified adversarial robustness via randomized smoothing", arXiv:1902.02918, CERTIFY; its
 * constants are the defaults: 100 and 100 000 copies, alpha 0.001.
 * @throws InvalidOptionError, and InvalidInputError and ModelOutputError as attacks do.
 */
export async function certify(model: Model, xs: tf.Tensor, options: CertifyOptions): Promise<Certificate[]> {
  const checked = checkSmoothing(options, 100_000);
  const { selection = 100 } = options;
  checkCount('selection', selection);
  const { sigma, samples, alpha } = checked;
  const classifier = toClassifier(model);
  return eachSample(classifier, xs, checked, async (x, seed): Promise<Certificate> => {
    const guess = { ...checked, samples: selection, seed: partSeed(seed, 0) };
    const likely = mostFrequent(await noisyCounts(classifier, x, guess));
    const counts = await noisyCounts(classifier, x, { ...checked, seed: partSeed(seed, 1) });
    const probability = clopperPearson(counts[likely] ?? 0, samples, alpha);
    if (!(probability > 0.5)) return { predicted: null, radius: 0, probability };
    return { predicted: likely, radius: sigma * normalQuantile(probability), probability };
  });
}

/**
 * For each radius the fraction of all samples whose certificate names the right class within it; abstentions count as wrong.
 *
 * @param labels The true classes, one for each certificate.
 * @throws InvalidOptionError when there is no certificate, or a radius is negative; InvalidLabelsError when the numbers differ.
 */
export function certifiedAccuracy(
  certificates: readonly Certificate[],
  labels: ArrayLike<number>,
  radii: readonly number[],
): number[] {
  if (certificates.length === 0) throw new InvalidOptionError('certifiedAccuracy got no certificates');
  if (labels.length !== certificates.length) {
    throw new InvalidLabelsError(
      `there are ${labels.length} labels for ${certificates.length} certificates; give one each`,
    );
  }
  return radii.map((radius) => {
    if (!(radius >= 0)) throw new InvalidOptionError(`a radius must be 0 or more, got ${radius}`);
    const right = certificates.filter(
      ({ predicted, radius: proven }, sample) => predicted === labels[sample] && proven >= radius,
    );
    return right.length / certificates.length;
  });
}
