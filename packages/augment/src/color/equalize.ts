import type { ImageShape, Transform } from '../batch.ts';
import { eachColorImage, type RandomOptions, someColorImages } from './each-color-image.ts';

/** The byte of a value in [0, 1], by the rule of torchvision's to_dtype: k / 255 gives k, and all bytes have equal shares. */
const byteOf = (value: number): number => Math.floor(value * 255.999);

/** What becomes of each byte, in 255ths; undefined when there are too few pixels beside the brightest byte's for 255 steps. */
function equalizing(histogram: Uint32Array): Float32Array | undefined {
  const brightest = histogram.findLastIndex((count) => count > 0);
  const step = Math.floor(histogram.subarray(0, Math.max(0, brightest)).reduce((a, b) => a + b, 0) / 255);
  if (step === 0) return undefined;
  let darker = 0;
  return Float32Array.from(histogram, (count) => {
    const level = Math.min(255, Math.floor((darker + Math.floor(step / 2)) / step));
    darker += count;
    return level / 255;
  });
}

export function equalizeImage(image: Float32Array, [, , channels]: ImageShape): void {
  for (let c = 0; c < channels; c++) {
    const histogram = new Uint32Array(256);
    for (let i = c; i < image.length; i += channels) {
      const byte = byteOf(image[i] as number);
      histogram[byte] = (histogram[byte] as number) + 1;
    }
    const level = equalizing(histogram);
    for (let i = c; i < image.length; i += channels) {
      const byte = byteOf(image[i] as number);
      image[i] = level ? (level[byte] as number) : byte / 255;
    }
  }
}

/**
 * Spreads the values of each channel evenly over [0, 1], as torchvision's equalize and PIL's: the image goes through 8 bits, the pixels
 * darker than a byte, over a 255th of all pixels beside the brightest byte's, are its new value. With fewer than 255 of those the image is
 * only rounded to bytes.
 *
 * @throws by the transform: InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export const equalize = (): Transform => eachColorImage('equalize', equalizeImage);

/** `equalize` for each image with probability `p`, as torchvision's RandomEqualize. @throws InvalidOptionError for `p` outside [0, 1] */
export const randomEqualize = ({ p = 0.5 }: RandomOptions = {}): Transform =>
  someColorImages('randomEqualize', p, equalizeImage);
