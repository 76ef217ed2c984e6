import type { Transform } from '../batch.ts';
import { eachImage } from '../each-image.ts';
import { probability } from '../options.ts';
import { checkUnitRange } from '../unit-range.ts';

export interface SaltAndPepperNoiseOptions {
  /** Probability that a value is replaced, in [0, 1]. Default 0.05, as in scikit-image. */
  readonly amount?: number;
  /** Probability that it is replaced by 1 (salt) and not by 0 (pepper), in [0, 1]. Default 0.5, as in scikit-image. */
  readonly saltVsPepper?: number;
}

/**
 * Replaces values by 0 or 1, each value of each channel for itself, as scikit-image's random_noise with mode 's&p'. Any channels.
 *
 * @throws InvalidOptionError for an option outside [0, 1]; the transform throws InvalidBatchError for images that are
 *   not in [0, 1]
 */
export function saltAndPepperNoise(options: SaltAndPepperNoiseOptions = {}): Transform {
  const { amount = 0.05, saltVsPepper = 0.5 } = options;
  probability('saltAndPepperNoise', amount, 'amount');
  probability('saltAndPepperNoise', saltVsPepper, 'saltVsPepper');
  return eachImage('saltAndPepperNoise', (image, _, random) => {
    checkUnitRange('saltAndPepperNoise', image);
    for (let i = 0; i < image.length; i++) {
      if (random() < amount) image[i] = random() < saltVsPepper ? 1 : 0;
    }
  });
}
