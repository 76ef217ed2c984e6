import type { ImageShape } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import type { WarpOptions } from '../geometry/each-warped.ts';
import { type Projection, warp } from '../geometry/warp.ts';
import { channelValues, forChannels, oneOfThese } from '../options.ts';

/** Draws an image anew in place; the projection says where its points lay before. */
export type Redraw = (image: Float32Array, shape: ImageShape, projection: Projection) => void;

/**
 * How a policy shears, moves and turns.
 *
 * @throws InvalidOptionError for an unknown interpolation, or a fill outside [0, 1]: operations that follow need images in [0, 1]
 */
export function redrawing(by: string, { interpolation = 'nearest', fill = 0 }: WarpOptions): Redraw {
  oneOfThese(by, 'interpolation', interpolation, ['nearest', 'bilinear']);
  const outside = channelValues(by, 'fill', fill);
  if (outside.some((value) => value < 0 || value > 1)) {
    throw new InvalidOptionError(`${by}: fill is ${outside.join(', ')}; pass values in [0, 1].`);
  }
  return (image, shape, projection) => {
    const fills = forChannels(by, 'fill', outside, shape[2]);
    warp(image.slice(), image, shape, shape, projection, interpolation, fills);
  };
}
