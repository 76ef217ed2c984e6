import type { Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { eachColorImage, someColorImages } from './each-color-image.ts';
import { lumaAt } from './luma.ts';

/** Makes the three channels of each pixel equal. */
function grayOut(image: Float32Array, channels: number): void {
  if (channels === 1) return;
  for (let at = 0; at < image.length; at += 3) {
    const gray = lumaAt(image, at);
    for (let c = at; c < at + 3; c++) image[c] = gray;
  }
}

/** The first channel of each pixel, `to` times. */
function firstChannel(images: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return images;
  const pixels = images.length / from;
  const result = new Float32Array(pixels * to);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < to; c++) result[pixel * to + c] = images[pixel * from] as number;
  }
  return result;
}

export interface GrayscaleOptions {
  /** Channels of the result: 1, or 3 equal ones. Default 1, as in torchvision. */
  readonly channels?: 1 | 3;
}

/**
 * Gray versions of the images, as torchvision's Grayscale: 0.2989 R + 0.587 G + 0.114 B. Gray images stay as they are, repeated for three
 * channels.
 *
 * @throws InvalidOptionError for other channels; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function grayscale({ channels = 1 }: GrayscaleOptions = {}): Transform {
  if (channels !== 1 && channels !== 3) {
    throw new InvalidOptionError(`grayscale: channels is ${channels}; pass 1 or 3.`);
  }
  const gray = eachColorImage('grayscale', (image, shape) => grayOut(image, shape[2]));
  return (batch, seed) => {
    const { images, shape } = gray(batch, seed);
    const [count, height, width, from] = shape;
    return {
      ...batch,
      images: firstChannel(images, from, channels),
      shape: [count, height, width, channels],
    };
  };
}

export interface RandomGrayscaleOptions {
  /** Probability for each image, in [0, 1]. Default 0.1, as in torchvision. */
  readonly p?: number;
}

/**
 * Makes each image gray with probability `p` and keeps its channels, as torchvision's RandomGrayscale.
 *
 * @throws InvalidOptionError for `p` outside [0, 1]; the transform throws InvalidBatchError for images that are not gray or RGB in [0, 1]
 */
export function randomGrayscale({ p = 0.1 }: RandomGrayscaleOptions = {}): Transform {
  return someColorImages('randomGrayscale', p, (image, shape) => grayOut(image, shape[2]));
}
