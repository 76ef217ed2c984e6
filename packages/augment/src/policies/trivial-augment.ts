import type { Transform } from '../batch.ts';
import { eachColorImage } from '../color/each-color-image.ts';
import type { WarpOptions } from '../geometry/each-warped.ts';
import type { Random } from '../random.ts';
import { drawBelow, drawOperation } from './draw-operation.ts';
import { integer } from './integer.ts';
import { redrawing } from './redraw.ts';
import { TRIVIAL_SPACE } from './spaces.ts';

export interface TrivialAugmentOptions extends WarpOptions {
  /** Number of strengths, an integer >= 2. Default 31, as in torchvision. */
  readonly numMagnitudeBins?: number;
}

/**
 * Applies one operation to each image, drawn out of 14 with equal chances, of a strength drawn likewise (Müller and Hutter 2021,
 * "TrivialAugment", https://arxiv.org/abs/2103.10158), as torchvision's TrivialAugmentWide. The last of the strengths: shear 0.99,
 * translation 32 pixels, 135 degrees, factors 1 +- 0.99, 2 bits, threshold 0.
 *
 * @throws InvalidOptionError for fewer than 2 strengths, an unknown interpolation or a fill outside [0, 1]; the transform throws
 *   InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function trivialAugment(options: TrivialAugmentOptions = {}): Transform {
  const { numMagnitudeBins = 31, ...warping } = options;
  integer('trivialAugment', 'numMagnitudeBins', numMagnitudeBins, { least: 2 });
  const draw = {
    space: TRIVIAL_SPACE,
    bins: numMagnitudeBins,
    binOf: (random: Random) => drawBelow(numMagnitudeBins, random),
    redraw: redrawing('trivialAugment', warping),
  };
  return eachColorImage('trivialAugment', (image, shape, random) =>
    drawOperation(image, shape, random, draw),
  );
}
