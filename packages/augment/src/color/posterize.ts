import type { Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';

export function posterizeImage(image: Float32Array, bits: number): void {
  const levels = 2 ** bits;
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.min(levels - 1, Math.floor((image[i] as number) * levels)) / levels;
  }
}

function checkBits(by: string, bits: number): void {
  if (!(Number.isInteger(bits) && bits >= 0 && bits <= 8)) {
    throw new InvalidOptionError(`${by}: bits is ${bits}; pass an integer from 0 (black) to 8.`);
  }
}

/**
 * Leaves 2^bits values in each channel, as torchvision's posterize for floating-point images: min(2^bits - 1, floor(2^bits x)) / 2^bits, so
 * the brightest value is 1 - 2^-bits.
 *
 * @param bits an integer from 0, which gives black, to 8
 * @throws InvalidOptionError for other bits; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function posterize(bits: number): Transform {
  checkBits('posterize', bits);
  return eachColorImage('posterize', (image) => posterizeImage(image, bits));
}

/** `posterize` for each image with probability `p`, as torchvision's RandomPosterize. @throws as posterize does */
export function randomPosterize(bits: number, { p = 0.5 }: RandomOptions = {}): Transform {
  checkBits('randomPosterize', bits);
  return someColorImages('randomPosterize', p, (image) => posterizeImage(image, bits));
}
