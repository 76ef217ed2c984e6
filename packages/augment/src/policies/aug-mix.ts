import type { Transform } from '../batch.ts';
import { eachColorImage } from '../color/each-color-image.ts';
import { InvalidOptionError } from '../errors.ts';
import type { WarpOptions } from '../geometry/each-warped.ts';
import type { Random } from '../random.ts';
import { drawDirichlet } from './dirichlet.ts';
import { drawBelow, drawOperation } from './draw-operation.ts';
import { integer } from './integer.ts';
import { redrawing } from './redraw.ts';
import { AUG_MIX_ALL_SPACE, AUG_MIX_SPACE } from './spaces.ts';

/** Strengths that torchvision has; `severity` takes the first of them. */
const BINS = 10;

/** Longest chain of random length. */
const LONGEST = 3;

export interface AugMixOptions extends WarpOptions {
  /** Default `'bilinear'`, as in torchvision. */
  readonly interpolation?: 'nearest' | 'bilinear';
  /** How many of the ten strengths may be drawn, the weakest first; an integer from 1 to 10. Default 3, as in torchvision. */
  readonly severity?: number;
  /** Chains that are mixed, an integer >= 1. Default 3, as in torchvision. */
  readonly width?: number;
  /** Operations in a chain, an integer >= 1, or -1: 1, 2 or 3, drawn for each chain. Default -1, as in torchvision. */
  readonly depth?: number;
  /** Of the distributions of the weights, > 0. Default 1, as in torchvision: all weights are equally likely. */
  readonly alpha?: number;
  /** Also brightness, colour, contrast and sharpness, which overlap with the corruptions of ImageNet-C. Default true, as in torchvision. */
  readonly allOps?: boolean;
}

function addScaled(sum: Float64Array, image: Float32Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (image[i] as number);
}

/**
 * Mixes each image with `width` changed versions of it, each the result of a chain of operations: weights from Dirichlet distributions, so
 * the result is m x + (1 - m) (w1 x1 + w2 x2 + ...), m and the w in [0, 1] and the w's sum 1 (Hendrycks et al. 2020, "AugMix",
 * https://arxiv.org/abs/1912.02781), as torchvision's AugMix. The last of the ten strengths: shear 0.3, translation a third of the side, 30
 * degrees, factors 1 +- 0.9, 0 bits, threshold 0.
 *
 * @throws InvalidOptionError for numbers outside the stated ranges, an unknown interpolation or a fill outside [0, 1]; the transform throws
 *   InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function augMix(options: AugMixOptions = {}): Transform {
  const { severity = 3, width = 3, depth = -1, alpha = 1, allOps = true, ...warping } = options;
  integer('augMix', 'severity', severity, { least: 1, most: BINS });
  integer('augMix', 'width', width, { least: 1 });
  if (depth !== -1) integer('augMix', 'depth', depth, { least: 1 });
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new InvalidOptionError(`augMix: alpha is ${alpha}; pass a number > 0.`);
  }
  const draw = {
    space: allOps ? AUG_MIX_ALL_SPACE : AUG_MIX_SPACE,
    bins: BINS,
    binOf: (random: Random) => drawBelow(severity, random),
    redraw: redrawing('augMix', { interpolation: 'bilinear', ...warping }),
  };
  return eachColorImage('augMix', (image, shape, random) => {
    const [own = 1, others = 0] = drawDirichlet(alpha, 2, random);
    const mixed = new Float64Array(image.length);
    addScaled(mixed, image, own);
    for (const weight of drawDirichlet(alpha, width, random)) {
      const chained = image.slice();
      const length = depth === -1 ? 1 + drawBelow(LONGEST, random) : depth;
      for (let i = 0; i < length; i++) drawOperation(chained, shape, random, draw);
      addScaled(mixed, chained, others * weight);
    }
    image.set(mixed);
  });
}
