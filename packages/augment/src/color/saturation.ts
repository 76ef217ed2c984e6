import type { ImageShape, Transform } from '../batch.ts';
import { blend } from './blend.ts';
import { eachColorImage } from './each-color-image.ts';
import { checkFactor } from './factors.ts';
import { lumaAt } from './luma.ts';

export function changeSaturation(image: Float32Array, [, , channels]: ImageShape, factor: number): void {
  if (channels === 1) return;
  for (let at = 0; at < image.length; at += 3) {
    const gray = lumaAt(image, at);
    for (let c = at; c < at + 3; c++) image[c] = blend(image[c] as number, gray, factor);
  }
}

/**
 * Blends each pixel with its gray version, as torchvision's adjust_saturation: 0 gives a gray image, 1 changes nothing, more makes colours
 * stronger, cut at 0 and 1. Gray images have no colours: they stay as they are, as in torchvision.
 *
 * @param factor >= 0
 * @throws InvalidOptionError for another factor; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function adjustSaturation(factor: number): Transform {
  checkFactor('adjustSaturation', factor);
  return eachColorImage('adjustSaturation', (image, shape) => changeSaturation(image, shape, factor));
}
