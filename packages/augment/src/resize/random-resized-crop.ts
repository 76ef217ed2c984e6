import { randomInt, randomUniform } from 'd3-random';
import type { ImageShape, Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import { heightAndWidth, type Range, range, type Size } from '../options.ts';
import type { Random } from '../random.ts';
import { linesFor, type Region, resample } from './resample.ts';
import { checkedResizeOptions, type ResizeOptions } from './resize.ts';

export interface RandomResizedCropOptions extends ResizeOptions {
  /** The window's area as a fraction of the image's, uniform in a range in (0, 1]. Default [0.08, 1], as in torchvision. */
  readonly scale?: Range;
  /** The window's width over its height, its logarithm uniform. Default [3/4, 4/3], as in torchvision. */
  readonly ratio?: Range;
}

/** As often as torchvision tries to find a window that fits, before it takes the largest one in the middle. */
const TRIES = 10;

function middle([height, width]: ImageShape, [narrowest, widest]: Range): Region {
  const ratio = Math.min(Math.max(width / height, narrowest), widest);
  const h = Math.min(height, Math.max(1, Math.round(width / ratio)));
  const w = Math.min(width, Math.max(1, Math.round(height * ratio)));
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}

/** A random window of the image. */
export function randomRegion(shape: ImageShape, scale: Range, ratio: Range, random: Random): Region {
  const [height, width] = shape;
  for (let i = 0; i < TRIES; i++) {
    const area = height * width * randomUniform.source(random)(...scale)();
    const aspect = Math.exp(randomUniform.source(random)(Math.log(ratio[0]), Math.log(ratio[1]))());
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const top = randomInt.source(random)(0, height - h + 1)();
      return { top, left: randomInt.source(random)(0, width - w + 1)(), height: h, width: w };
    }
  }
  return middle(shape, ratio);
}

/**
 * Cuts a window of random area and shape out of each image and draws it at one size, as torchvision's RandomResizedCrop: how networks for
 * ImageNet are trained (Szegedy et al., Going deeper with convolutions, CVPR 2015).
 *
 * @param size of the results, `[height, width]` or one number for both
 * @throws InvalidOptionError for a size that is not made of integers >= 1, a scale outside (0, 1], a ratio that is not positive, ranges
 *   out of order, or an unknown interpolation
 */
export function randomResizedCrop(size: Size, options: RandomResizedCropOptions = {}): Transform {
  const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], ...resizing } = options;
  const [height, width] = heightAndWidth('randomResizedCrop', size);
  range('randomResizedCrop', 'scale', scale, { least: 0, most: 1, open: true });
  range('randomResizedCrop', 'ratio', ratio, { least: 0, open: true });
  const sampling = checkedResizeOptions('randomResizedCrop', resizing);
  return eachResized('randomResizedCrop', (shape) => ({
    size: [height, width],
    make: (from, to, random) => {
      const region = randomRegion(shape, scale, ratio, random);
      resample(from, to, shape, region, linesFor(region, [height, width], sampling));
    },
  }));
}
