import { randomUniform } from 'd3-random';
import type { Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { finite, probability, type Range, range } from '../options.ts';
import type { Random } from '../random.ts';
import { type AffineParts, inverseAffine } from './affine-matrix.ts';
import { degreesAround } from './degree-range.ts';
import { type CenteredWarpOptions, centerOf, eachWarped } from './each-warped.ts';

/** Beyond a right angle a shear means nothing. */
function checkShear(by: string, ...degrees: readonly number[]): void {
  if (!degrees.every((shear) => shear > -90 && shear < 90))
    throw new InvalidOptionError(`${by}: shear is ${degrees.join(', ')}; pass degrees between -90 and 90.`);
}

export interface AffineOptions extends CenteredWarpOptions, Omit<AffineParts, 'shear'> {
  /** In degrees between -90 and 90, along x, or along x and y. Default 0. */
  readonly shear?: number | readonly [x: number, y: number];
}

/**
 * Shears, scales and turns images about their center, then moves them, as torchvision's affine: its angle is clockwise, unlike rotate's.
 *
 * @throws InvalidOptionError for a number that is not finite, a scale that is not positive, a shear of 90 degrees or more, or an unknown
 *   interpolation
 */
export function affine(options: AffineOptions): Transform {
  const { angle = 0, translate = [0, 0], scale = 1, shear = 0, center, ...warping } = options;
  finite('affine', 'angle', angle);
  finite('affine', 'translate', ...translate);
  range('affine', 'scale', [scale, scale], { least: 0, open: true });
  const [x, y] = typeof shear === 'number' ? [shear, 0] : shear;
  checkShear('affine', x, y);
  const centerIn = centerOf('affine', center);
  return eachWarped('affine', warping, (shape) =>
    inverseAffine({ angle, translate, scale, shear: [x, y] }, centerIn(shape)),
  );
}

export interface RandomAffineOptions extends CenteredWarpOptions {
  /** From `-degrees` to `degrees`, or `[min, max]`. */
  readonly degrees: number | Range;
  /** The most that images move, as fractions of width and height, each in [0, 1]; by whole pixels. Default [0, 0]. */
  readonly translate?: readonly [x: number, y: number];
  /** Default [1, 1]. */
  readonly scale?: Range;
  /** In degrees: along x from `-shear` to `shear`, or `[min, max]` along x, or `[minX, maxX, minY, maxY]`. Default 0. */
  readonly shear?: number | Range | readonly [minX: number, maxX: number, minY: number, maxY: number];
}

function shearRanges(shear: NonNullable<RandomAffineOptions['shear']>): readonly [x: Range, y: Range] {
  const [x, y]: readonly [Range, Range] =
    typeof shear !== 'number' && shear.length === 4
      ? [shear.slice(0, 2) as unknown as Range, shear.slice(2) as unknown as Range]
      : [degreesAround('randomAffine', 'shear', shear as number | Range), [0, 0]];
  range('randomAffine', 'shear', x);
  range('randomAffine', 'shear', y);
  checkShear('randomAffine', ...x, ...y);
  return [x, y];
}

/**
 * Shears, scales, turns and moves each image by numbers of its own, uniform in their ranges, as torchvision's RandomAffine.
 *
 * @throws InvalidOptionError for ranges out of order or outside what `affine` takes, or a translation outside [0, 1]
 */
export function randomAffine(options: RandomAffineOptions): Transform {
  const { degrees, translate = [0, 0], scale = [1, 1], shear = 0, center, ...warping } = options;
  const angles = degreesAround('randomAffine', 'degrees', degrees);
  for (const most of translate) probability('randomAffine', most, 'translate');
  range('randomAffine', 'scale', scale, { least: 0, open: true });
  const [shearX, shearY] = shearRanges(shear);
  const centerIn = centerOf('randomAffine', center);
  const draw = (random: Random, [min, max]: Range) => randomUniform.source(random)(min, max)();
  const pixels = (random: Random, most: number) => Math.round(draw(random, [-most, most]));
  return eachWarped('randomAffine', warping, (shape, random) =>
    inverseAffine(
      {
        angle: draw(random, angles),
        translate: [pixels(random, translate[0] * shape[1]), pixels(random, translate[1] * shape[0])],
        scale: draw(random, scale),
        shear: [draw(random, shearX), draw(random, shearY)],
      },
      centerIn(shape),
    ),
  );
}
