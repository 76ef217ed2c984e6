import type { Transform } from '../batch.ts';
import { blend } from './blend.ts';
import { eachColorImage } from './each-color-image.ts';
import { checkFactor } from './factors.ts';

export function changeBrightness(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = blend(image[i] as number, 0, factor);
}

/**
 * Multiplies all values by `factor` and cuts at 1, as torchvision's adjust_brightness: 0 gives black, 1 changes nothing.
 *
 * @param factor >= 0
 * @throws InvalidOptionError for another factor; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function adjustBrightness(factor: number): Transform {
  checkFactor('adjustBrightness', factor);
  return eachColorImage('adjustBrightness', (image) => changeBrightness(image, factor));
}
