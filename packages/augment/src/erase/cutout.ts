import { randomInt } from 'd3-random';
import type { Transform } from '../batch.ts';
import { eachImage } from '../each-image.ts';
import { type ChannelValues, channelValues, forChannels, heightAndWidth } from '../options.ts';
import { fillBox } from './fill-box.ts';

export interface CutoutOptions {
  /** What fills the square: one number, or one for each channel. Default 0, the mean of normalized images. */
  readonly fill?: ChannelValues;
}

/**
 * Overwrites a square about a uniformly random pixel of each image; what lies outside the image is cut off (DeVries and Taylor, Improved
 * regularization of convolutional neural networks with cutout, 2017, arXiv:1708.04552; 16 pixels for CIFAR-10, 8 for CIFAR-100).
 *
 * @param size of the square's sides, in pixels, an integer >= 1
 * @throws InvalidOptionError for another size, or a fill that is not finite
 */
export function cutout(size: number, { fill = 0 }: CutoutOptions = {}): Transform {
  heightAndWidth('cutout', size);
  const values = channelValues('cutout', 'fill', fill);
  return eachImage('cutout', (image, shape, random) => {
    const fills = forChannels('cutout', 'fill', values, shape[2]);
    const top = randomInt.source(random)(0, shape[0])() - Math.floor(size / 2);
    const left = randomInt.source(random)(0, shape[1])() - Math.floor(size / 2);
    fillBox(image, shape, { top, left, height: size, width: size }, (c) => fills[c] as number);
  });
}
