import type { Transform } from './batch.ts';
import { eachImage } from './each-image.ts';
import { probability } from './options.ts';

function mirrorColumns(image: Float32Array, height: number, width: number, channels: number) {
  for (let y = 0; y < height; y++) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      for (let c = 0; c < channels; c++) {
        const a = (y * width + left) * channels + c;
        const b = (y * width + right) * channels + c;
        const held = image[a] as number;
        image[a] = image[b] as number;
        image[b] = held;
      }
    }
  }
}

export interface FlipOptions {
  /** Probability for each image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly p?: number;
}

/** Mirrors all images left to right, as torchvision's hflip. */
export const horizontalFlip = (): Transform =>
  eachImage('horizontalFlip', (image, [height, width, channels]) => {
    mirrorColumns(image, height, width, channels);
  });

/** Mirrors all images top to bottom, as torchvision's vflip. */
export const verticalFlip = (): Transform =>
  eachImage('verticalFlip', (image, [height, width, channels]) => {
    // A column of rows: each row is one wide pixel.
    mirrorColumns(image, 1, height, width * channels);
  });

/** Mirrors images left to right, as torchvision's RandomHorizontalFlip. @throws InvalidOptionError for `p` outside [0, 1] */
export function randomHorizontalFlip({ p = 0.5 }: FlipOptions = {}): Transform {
  probability('randomHorizontalFlip', p);
  return eachImage('randomHorizontalFlip', (image, [height, width, channels], random) => {
    if (random() < p) mirrorColumns(image, height, width, channels);
  });
}

/** Mirrors images top to bottom, as torchvision's RandomVerticalFlip. @throws InvalidOptionError for `p` outside [0, 1] */
export function randomVerticalFlip({ p = 0.5 }: FlipOptions = {}): Transform {
  probability('randomVerticalFlip', p);
  return eachImage('randomVerticalFlip', (image, [height, width, channels], random) => {
    if (random() < p) mirrorColumns(image, 1, height, width * channels);
  });
}
