import type { Transform } from '../batch.ts';
import { eachColorImage } from '../color/each-color-image.ts';
import type { WarpOptions } from '../geometry/each-warped.ts';
import { drawOperation } from './draw-operation.ts';
import { integer } from './integer.ts';
import { redrawing } from './redraw.ts';
import { RAND_SPACE } from './spaces.ts';

export interface RandAugmentOptions extends WarpOptions {
  /** Operations one after the other, an integer >= 0. Default 2, as in torchvision. */
  readonly numOps?: number;
  /** Strength of all of them, an integer from 0 to numMagnitudeBins - 1. Default 9, as in torchvision. */
  readonly magnitude?: number;
  /** Number of strengths, an integer >= 2. Default 31, as in torchvision. */
  readonly numMagnitudeBins?: number;
}

/**
 * Applies `numOps` operations to each image, drawn out of 14 with equal chances, all of strength `magnitude` and half of them in the
 * opposite direction (Cubuk et al. 2020, "RandAugment", https://arxiv.org/abs/1909.13719), as torchvision's RandAugment. The last of the
 * strengths: shear 0.3, translation 150/331 of the side, 30 degrees, factors 1 +- 0.9, 4 bits, threshold 0.
 *
 * @throws InvalidOptionError for numbers outside the stated ranges, an unknown interpolation or a fill outside [0, 1]; the transform throws
 *   InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function randAugment(options: RandAugmentOptions = {}): Transform {
  const { numOps = 2, magnitude = 9, numMagnitudeBins = 31, ...warping } = options;
  integer('randAugment', 'numOps', numOps, { least: 0 });
  integer('randAugment', 'numMagnitudeBins', numMagnitudeBins, { least: 2 });
  integer('randAugment', 'magnitude', magnitude, { least: 0, most: numMagnitudeBins - 1 });
  const draw = {
    space: RAND_SPACE,
    bins: numMagnitudeBins,
    binOf: () => magnitude,
    redraw: redrawing('randAugment', warping),
  };
  return eachColorImage('randAugment', (image, shape, random) => {
    for (let i = 0; i < numOps; i++) drawOperation(image, shape, random, draw);
  });
}
