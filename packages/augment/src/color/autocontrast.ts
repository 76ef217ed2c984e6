import type { ImageShape, Transform } from '../batch.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';

export function stretchContrast(image: Float32Array, [, , channels]: ImageShape): void {
  for (let c = 0; c < channels; c++) {
    let min = 1;
    let max = 0;
    for (let i = c; i < image.length; i += channels) {
      min = Math.min(min, image[i] as number);
      max = Math.max(max, image[i] as number);
    }
    if (!(min < max)) continue;
    for (let i = c; i < image.length; i += channels) image[i] = ((image[i] as number) - min) / (max - min);
  }
}

/**
 * Stretches each channel of each image to [0, 1], as torchvision's autocontrast: (x - min) / (max - min). A channel with one value only
 * stays as it is.
 *
 * @throws by the transform: InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export const autocontrast = (): Transform => eachColorImage('autocontrast', stretchContrast);

/** `autocontrast` for each image with probability `p`, as torchvision's RandomAutocontrast. @throws InvalidOptionError for `p` outside [0, 1] */
export const randomAutocontrast = ({ p = 0.5 }: RandomOptions = {}): Transform =>
  someColorImages('randomAutocontrast', p, stretchContrast);
