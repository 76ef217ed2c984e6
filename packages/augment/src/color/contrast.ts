import type { ImageShape, Transform } from '../batch.ts';
import { blend } from './blend.ts';
import { eachColorImage } from './each-color-image.ts';
import { checkFactor } from './factors.ts';
import { lumaAt } from './luma.ts';

function meanLuma(image: Float32Array, channels: number): number {
  let sum = 0;
  for (let at = 0; at < image.length; at += channels) {
    sum += channels === 3 ? lumaAt(image, at) : (image[at] as number);
  }
  return sum / (image.length / channels);
}

export function changeContrast(image: Float32Array, [, , channels]: ImageShape, factor: number): void {
  const mean = meanLuma(image, channels);
  for (let i = 0; i < image.length; i++) image[i] = blend(image[i] as number, mean, factor);
}

/**
 * Blends each image with the mean of its gray version, as torchvision's adjust_contrast: 0 gives that gray everywhere, 1 changes nothing,
 * more moves all values away from it, cut at 0 and 1.
 *
 * @param factor >= 0
 * @throws InvalidOptionError for another factor; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function adjustContrast(factor: number): Transform {
  checkFactor('adjustContrast', factor);
  return eachColorImage('adjustContrast', (image, shape) => changeContrast(image, shape, factor));
}
