import { randomUniform } from 'd3-random';
import type { ImageShape, Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { finite, type Range } from '../options.ts';
import { inverseAffine } from './affine-matrix.ts';
import { degreesAround } from './degree-range.ts';
import { cosDegrees, sinDegrees } from './degrees.ts';
import { type CenteredWarpOptions, centerOf, eachWarped } from './each-warped.ts';

/** Sides that rounding alone made longer than a whole number stay there; torchvision's tolerance. */
const TOLERANCE = 1e-4;

/**
 * Height and width of the whole pixels that the turned image lies on, with its middle in the middle, as in torchvision; quarter turns
 * exchange the sides, as in PIL, where torchvision adds a line to images with an odd and an even side.
 */
function expanded(angle: number, [height, width]: ImageShape): readonly [height: number, width: number] {
  const cos = Math.abs(cosDegrees(angle));
  const sin = Math.abs(sinDegrees(angle));
  const turned = [width * sin + height * cos, width * cos + height * sin] as const;
  if (cos === 0 || sin === 0) return turned;
  const side = (length: number, original: number) =>
    Math.ceil((original + length) / 2 - TOLERANCE) - Math.floor((original - length) / 2 + TOLERANCE);
  return [side(turned[0], height), side(turned[1], width)];
}

export interface RotateOptions extends CenteredWarpOptions {
  /** Make the result as large as the turned image; not together with `center`. Default false: it keeps its size, corners are lost. */
  readonly expand?: boolean;
}

/**
 * Turns images counter-clockwise, as torchvision's rotate. Multiples of 90 degrees move pixels and mix none (where they are square, or
 * with `expand`).
 *
 * @param angle in degrees
 * @throws InvalidOptionError for an angle or center that is not finite, an unknown interpolation, or `expand` with `center`
 */
export function rotate(angle: number, { expand = false, center, ...options }: RotateOptions = {}): Transform {
  finite('rotate', 'angle', angle);
  if (expand && center !== undefined)
    throw new InvalidOptionError(
      'rotate: an expanded image has its middle in the middle; leave out center or expand.',
    );
  const centerIn = centerOf('rotate', center);
  const sizeOf = (shape: ImageShape) => (expand ? expanded(angle, shape) : ([shape[0], shape[1]] as const));
  return eachWarped(
    'rotate',
    options,
    (shape) => {
      const [height, width] = sizeOf(shape);
      return inverseAffine(
        { angle: -angle },
        centerIn(shape),
        expand ? [width / 2, height / 2] : centerIn(shape),
      );
    },
    sizeOf,
  );
}

/**
 * Turns each image by an angle of its own, as torchvision's RandomRotation: uniform in `degrees`, counter-clockwise. A batch has images of
 * one size, so there is no `expand`.
 *
 * @param degrees from `-degrees` to `degrees`, or `[min, max]`
 * @throws InvalidOptionError for a negative number, a range out of order, a center that is not finite, or an unknown interpolation
 */
export function randomRotation(
  degrees: number | Range,
  { center, ...options }: CenteredWarpOptions = {},
): Transform {
  const [min, max] = degreesAround('randomRotation', 'degrees', degrees);
  const centerIn = centerOf('randomRotation', center);
  return eachWarped('randomRotation', options, (shape, random) =>
    inverseAffine({ angle: -randomUniform.source(random)(min, max)() }, centerIn(shape)),
  );
}
