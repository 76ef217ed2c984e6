import type { ImageShape, Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import type { Interpolation } from '../geometry/warp.ts';
import { heightAndWidth, oneOfThese, type Size } from '../options.ts';
import { linesFor, resample, type Sampling } from './resample.ts';

export interface ResizeOptions {
  /** Default `'bilinear'`, with pixel centres at halves (align_corners false). */
  readonly interpolation?: Interpolation;
  /**
   * Whether bilinear interpolation takes the mean of all the pixels that a smaller image has no room for, weighted by a triangle, as PIL
   * does; without it fine patterns turn into coarse ones. Default true, as in torchvision since 0.17.
   */
  readonly antialias?: boolean;
}

/** @throws InvalidOptionError for an unknown interpolation */
export function checkedResizeOptions(
  by: string,
  { interpolation = 'bilinear', antialias = true }: ResizeOptions,
): Sampling {
  oneOfThese(by, 'interpolation', interpolation, ['nearest', 'bilinear']);
  return { interpolation, antialias };
}

/** One number is the shorter side; the longer one keeps the shape, rounded down, as in torchvision. */
function resized(size: Size, [height, width]: ImageShape): readonly [height: number, width: number] {
  if (typeof size !== 'number') return size;
  const longer = Math.floor((size * Math.max(height, width)) / Math.min(height, width));
  return height <= width ? [size, longer] : [longer, size];
}

/**
 * Draws images at another size, as torchvision's Resize.
 *
 * @param size `[height, width]`, or the length of the shorter side
 * @throws InvalidOptionError for a size that is not made of integers >= 1, or an unknown interpolation
 */
export function resize(size: Size, options: ResizeOptions = {}): Transform {
  heightAndWidth('resize', size);
  const sampling = checkedResizeOptions('resize', options);
  return eachResized('resize', (shape) => {
    const whole = { top: 0, left: 0, height: shape[0], width: shape[1] };
    const wanted = resized(size, shape);
    const lines = linesFor(whole, wanted, sampling);
    return { size: wanted, make: (from, to) => resample(from, to, shape, whole, lines) };
  });
}
