import type { ImageShape, Transform } from '../batch.ts';
import { eachResized } from '../each-image.ts';
import { type ChannelValues, channelValues, finite, forChannels, oneOfThese } from '../options.ts';
import type { Random } from '../random.ts';
import { type Interpolation, type Projection, warp } from './warp.ts';

export interface WarpOptions {
  /** Default `'nearest'`, as in torchvision; `'bilinear'` looks smoother. */
  readonly interpolation?: Interpolation;
  /** What lies outside the image: one number, or one for each channel. Default 0. */
  readonly fill?: ChannelValues;
}

export interface CenteredWarpOptions extends WarpOptions {
  /** The point to turn about, in pixels from the top left corner. Default the middle, `[W / 2, H / 2]`. */
  readonly center?: readonly [x: number, y: number];
}

export type Center = (shape: ImageShape) => readonly [x: number, y: number];

/** The point to turn about. @throws InvalidOptionError when it is none */
export function centerOf(by: string, center: CenteredWarpOptions['center']): Center {
  if (center === undefined) return ([height, width]) => [width / 2, height / 2];
  finite(by, 'center', ...center);
  return () => center;
}

/**
 * A transform that draws each image anew.
 *
 * @param by its name, for errors
 * @param projectionOf where the points of the result lie in the image; undefined leaves it as it is
 * @param sizeOf height and width of the results; default the images'
 */
export function eachWarped(
  by: string,
  { interpolation = 'nearest', fill = 0 }: WarpOptions,
  projectionOf: (shape: ImageShape, random: Random) => Projection | undefined,
  sizeOf: (shape: ImageShape) => readonly [height: number, width: number] = ([height, width]) => [
    height,
    width,
  ],
): Transform {
  oneOfThese(by, 'interpolation', interpolation, ['nearest', 'bilinear']);
  const outside = channelValues(by, 'fill', fill);
  return eachResized(by, (shape) => {
    const fills = forChannels(by, 'fill', outside, shape[2]);
    const size = sizeOf(shape);
    return {
      size,
      make: (from, to, random) => {
        const projection = projectionOf(shape, random);
        if (projection === undefined) to.set(from);
        else warp(from, to, shape, [...size, shape[2]], projection, interpolation, fills);
      },
    };
  });
}
