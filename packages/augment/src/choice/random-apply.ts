import { type Transform, validBatch, validSeed } from '../batch.ts';
import { probability } from '../options.ts';
import { randomOf } from '../random.ts';
import { applyToGroups } from './apply-to-groups.ts';

export interface RandomApplyOptions {
  /** Probability for each image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly p?: number;
}

/**
 * A transform for some of the images, each decided by itself, as torchvision's RandomApply; `compose` makes one transform of several. The
 * chosen images are a batch of their own: `randomApply(mixup())` mixes them with each other.
 *
 * @throws InvalidOptionError for `p` outside [0, 1]; the transform throws InvalidBatchError when it changes the size of chosen images only
 */
export function randomApply(transform: Transform, { p = 0.5 }: RandomApplyOptions = {}): Transform {
  probability('randomApply', p);
  return (batch, seed) => {
    validBatch(batch, 'randomApply');
    validSeed(seed);
    const choices = Array.from({ length: batch.shape[0] }, (_, i) => (randomOf(seed, i)() < p ? 0 : -1));
    return applyToGroups('randomApply', batch, seed, [transform], choices);
  };
}
