import type { ImageShape, Transform } from '../batch.ts';
import { type Change, eachImage } from '../each-image.ts';
import { InvalidBatchError } from '../errors.ts';
import { probability } from '../options.ts';
import { checkUnitRange } from '../unit-range.ts';

/** @throws InvalidBatchError when the image is neither gray nor RGB in [0, 1] */
function checkColors(by: string, image: Float32Array, channels: number): void {
  if (channels !== 1 && channels !== 3) {
    throw new InvalidBatchError(
      `${by}: the images have ${channels} channels; pass gray images (1) or RGB images (3).`,
    );
  }
  checkUnitRange(by, image);
}

/** A transform of colours: `change` gets a copy of each image, which is gray or RGB and in [0, 1]. */
export function eachColorImage(by: string, change: Change): Transform {
  return eachImage(by, (image, shape, random) => {
    checkColors(by, image, shape[2]);
    change(image, shape, random);
  });
}

export interface RandomOptions {
  /** Probability for each image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly p?: number;
}

/** The same for each image with probability `p`. @throws InvalidOptionError for `p` outside [0, 1] */
export function someColorImages(
  by: string,
  p: number,
  change: (image: Float32Array, shape: ImageShape) => void,
): Transform {
  probability(by, p);
  return eachColorImage(by, (image, shape, random) => {
    if (random() < p) change(image, shape);
  });
}
