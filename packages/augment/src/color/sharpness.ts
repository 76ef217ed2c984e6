import type { ImageShape, Transform } from '../batch.ts';
import { blend } from './blend.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';
import { checkFactor } from './factors.ts';

export function changeSharpness(
  image: Float32Array,
  [height, width, channels]: ImageShape,
  factor: number,
): void {
  const from = image.slice();
  const row = width * channels;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      let sum = 4 * (from[i] as number);
      for (let above = i - row; above <= i + row; above += row) {
        sum +=
          (from[above - channels] as number) + (from[above] as number) + (from[above + channels] as number);
      }
      image[i] = blend(from[i] as number, sum / 13, factor);
    }
  }
}

/**
 * Blends each image with a smoothed one, as torchvision's adjust_sharpness: a pixel's weight is 5/13, its eight neighbours' 1/13 each, and
 * the border stays as it is. 0 gives the smoothed image, 1 changes nothing, more sharpens, cut at 0 and 1.
 *
 * @param factor >= 0
 * @throws InvalidOptionError for another factor; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function adjustSharpness(factor: number): Transform {
  checkFactor('adjustSharpness', factor);
  return eachColorImage('adjustSharpness', (image, shape) => changeSharpness(image, shape, factor));
}

/** `adjustSharpness` for each image with probability `p`, as torchvision's RandomAdjustSharpness. @throws as adjustSharpness does */
export function randomAdjustSharpness(factor: number, { p = 0.5 }: RandomOptions = {}): Transform {
  checkFactor('randomAdjustSharpness', factor);
  return someColorImages('randomAdjustSharpness', p, (image, shape) => changeSharpness(image, shape, factor));
}
