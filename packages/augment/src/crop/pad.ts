import type { Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import { type ChannelValues, channelValues, forChannels, oneOfThese } from '../options.ts';
import { type Padding, type PadMode, paddedLines, sidesOf } from './padding.ts';
import { copyWindow } from './window.ts';

export interface PadOptions {
  /** The constant of mode `'constant'`: one number, or one for each channel. Default 0. */
  readonly fill?: ChannelValues;
  /** Default `'constant'`. */
  readonly mode?: PadMode;
}

/** @throws InvalidOptionError for a fill that is not finite, or an unknown mode */
export function checkedPadOptions(by: string, { fill = 0, mode = 'constant' }: PadOptions) {
  oneOfThese(by, 'mode', mode, ['constant', 'edge', 'reflect', 'symmetric']);
  return { fill: channelValues(by, 'fill', fill), mode };
}

/**
 * Adds a border, as torchvision's Pad.
 *
 * @param padding pixels on all sides, or `[left and right, top and bottom]`, or `[left, top, right, bottom]`
 * @throws InvalidOptionError for a padding that is not made of integers >= 0, a fill that is not finite, or an unknown mode
 */
export function pad(padding: Padding, options: PadOptions = {}): Transform {
  const sides = sidesOf('pad', padding);
  const { fill, mode } = checkedPadOptions('pad', options);
  return eachResized('pad', (shape) => {
    const { rows, columns } = paddedLines('pad', shape, sides, mode);
    const outside = forChannels('pad', 'fill', fill, shape[2]);
    return {
      size: [rows.length, columns.length],
      make: (from, to) => copyWindow(from, to, shape, rows, columns, outside),
    };
  });
}
