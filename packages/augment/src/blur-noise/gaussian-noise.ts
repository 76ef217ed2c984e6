import { randomNormal } from 'd3-random';
import type { Transform } from '../batch.ts';
import { eachImage } from '../each-image.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkUnitRange } from '../unit-range.ts';

export interface GaussianNoiseOptions {
  /** Mean of the noise, a finite number. Default 0, as in torchvision. */
  readonly mean?: number;
  /** Its standard deviation, >= 0. Default 0.1, as in torchvision. */
  readonly sigma?: number;
  /** Cut the result at 0 and 1. Default true, as in torchvision; pass false for images that are normalized already. */
  readonly clip?: boolean;
}

/**
 * Adds to each value of each channel a normally distributed number of its own, as torchvision's GaussianNoise. Any channels.
 *
 * @throws InvalidOptionError for a mean that is not finite or a sigma below 0; with `clip` the transform throws InvalidBatchError for images
 *   that are not in [0, 1]
 */
export function gaussianNoise(options: GaussianNoiseOptions = {}): Transform {
  const { mean = 0, sigma = 0.1, clip = true } = options;
  if (!Number.isFinite(mean)) {
    throw new InvalidOptionError(`gaussianNoise: mean is ${mean}; pass a finite number.`);
  }
  if (!(sigma >= 0 && sigma < Number.POSITIVE_INFINITY)) {
    throw new InvalidOptionError(`gaussianNoise: sigma is ${sigma}; pass a number >= 0.`);
  }
  return eachImage('gaussianNoise', (image, _, random) => {
    if (clip) checkUnitRange('gaussianNoise', image);
    const noise = randomNormal.source(random)(mean, sigma);
    for (let i = 0; i < image.length; i++) {
      const value = (image[i] as number) + noise();
      image[i] = clip ? Math.min(1, Math.max(0, value)) : value;
    }
  });
}
