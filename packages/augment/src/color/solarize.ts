import type { Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';

export function solarizeImage(image: Float32Array, threshold: number): void {
  // Rounded as the images are, so that 0.7 reaches the threshold 0.7.
  const least = Math.fround(threshold);
  for (let i = 0; i < image.length; i++) {
    const value = image[i] as number;
    if (value >= least) image[i] = 1 - value;
  }
}

function checkThreshold(by: string, threshold: number): void {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new InvalidOptionError(
      `${by}: threshold is ${threshold}; pass one in [0, 1], 0 inverts everything.`,
    );
  }
}

/**
 * Inverts all values from the threshold on, as torchvision's solarize: x becomes 1 - x where x >= threshold.
 *
 * @param threshold in [0, 1]
 * @throws InvalidOptionError for another threshold; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function solarize(threshold: number): Transform {
  checkThreshold('solarize', threshold);
  return eachColorImage('solarize', (image) => solarizeImage(image, threshold));
}

/** `solarize` for each image with probability `p`, as torchvision's RandomSolarize. @throws as solarize does */
export function randomSolarize(threshold: number, { p = 0.5 }: RandomOptions = {}): Transform {
  checkThreshold('randomSolarize', threshold);
  return someColorImages('randomSolarize', p, (image) => solarizeImage(image, threshold));
}
