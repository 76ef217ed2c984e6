import type { Transform } from '../batch.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';

function invertImage(image: Float32Array): void {
  for (let i = 0; i < image.length; i++) image[i] = 1 - (image[i] as number);
}

/**
 * The negative, 1 - x, as torchvision's invert.
 *
 * @throws by the transform: InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export const invert = (): Transform => eachColorImage('invert', invertImage);

/** `invert` for each image with probability `p`, as torchvision's RandomInvert. @throws InvalidOptionError for `p` outside [0, 1] */
export const randomInvert = ({ p = 0.5 }: RandomOptions = {}): Transform =>
  someColorImages('randomInvert', p, invertImage);
