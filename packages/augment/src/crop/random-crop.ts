import { randomInt } from 'd3-random';
import type { Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import { InvalidBatchError } from '../errors.ts';
import { forChannels, heightAndWidth, type Size } from '../options.ts';
import type { Random } from '../random.ts';
import { checkedPadOptions, type PadOptions } from './pad.ts';
import { type Padding, paddedLines, sidesOf } from './padding.ts';
import { copyWindow } from './window.ts';

export interface RandomCropOptions extends PadOptions {
  /** Added before the crop, as by `pad`. Default 0. */
  readonly padding?: Padding;
}

/**
 * Cuts a window out of each image, all places being equally likely, as torchvision's RandomCrop. For CIFAR-10:
 * `randomCrop(32, { padding: 4 })`.
 *
 * @param size of the window, `[height, width]` or one number for both
 * @throws InvalidOptionError for a size or padding that is not made of integers, a fill that is not finite, or an unknown mode; the
 *   transform throws InvalidBatchError for images that are smaller than the window, padding included
 */
export function randomCrop(size: Size, { padding = 0, ...options }: RandomCropOptions = {}): Transform {
  const [height, width] = heightAndWidth('randomCrop', size);
  const sides = sidesOf('randomCrop', padding);
  const { fill, mode } = checkedPadOptions('randomCrop', options);
  return eachResized('randomCrop', (shape) => {
    const { rows, columns } = paddedLines('randomCrop', shape, sides, mode);
    const outside = forChannels('randomCrop', 'fill', fill, shape[2]);
    if (rows.length < height || columns.length < width) {
      throw new InvalidBatchError(
        `randomCrop: images of ${rows.length} x ${columns.length} pixels (padding included) have no window of ` +
          `${height} x ${width}; pad them, or cut a smaller one.`,
      );
    }
    const window = (lines: Int32Array, length: number, random: Random) => {
      const first = randomInt.source(random)(0, lines.length - length + 1)();
      return lines.subarray(first, first + length);
    };
    return {
      size: [height, width],
      make: (from, to, random) => {
        const windowRows = window(rows, height, random);
        copyWindow(from, to, shape, windowRows, window(columns, width, random), outside);
      },
    };
  });
}
