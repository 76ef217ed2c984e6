import { cosDegrees, sinDegrees, tanDegrees } from './degrees.ts';
import type { Projection } from './warp.ts';

/** What an affine map does, in torchvision's order: shear, scale and rotate about the centre, then translate. */
export interface AffineParts {
  /** Clockwise, in degrees. Default 0. */
  readonly angle?: number;
  /** To the right and downwards, in pixels. Default [0, 0]. */
  readonly translate?: readonly [x: number, y: number];
  /** Greater than 0. Default 1. */
  readonly scale?: number;
  /** Along x and along y, in degrees. Default [0, 0]. */
  readonly shear?: readonly [x: number, y: number];
}

/**
 * Where the points of the result lie in the source: the inverse of `T(translate) C R(angle) S(scale) SHy(shear[1]) SHx(shear[0]) C^-1`,
 * torchvision's definition, with `SHx(s) = [[1, -tan s], [0, 1]]` and `SHy(s) = [[1, 0], [-tan s, 1]]`; `C` moves the origin to the centre.
 *
 * @param center the point that stays (but for the translation), in pixels from the top left corner: `[W / 2, H / 2]` is the middle
 * @param landing where the centre comes to lie before the translation; differs from `center` where the result has another size
 */
export function inverseAffine(
  { angle = 0, translate = [0, 0], scale = 1, shear = [0, 0] }: AffineParts,
  center: readonly [x: number, y: number],
  landing: readonly [x: number, y: number] = center,
): Projection {
  const cos = cosDegrees(angle);
  const sin = sinDegrees(angle);
  const tanX = tanDegrees(shear[0]);
  const tanY = tanDegrees(shear[1]);
  // R SHy SHx = [[a, b], [c, d]] has determinant 1.
  const a = cos + sin * tanY;
  const b = -a * tanX - sin;
  const c = sin - cos * tanY;
  const d = -c * tanX + cos;
  const x = landing[0] + translate[0];
  const y = landing[1] + translate[1];
  return [
    ...([d / scale, -b / scale, center[0] - (d * x - b * y) / scale] as const),
    ...([-c / scale, a / scale, center[1] - (a * y - c * x) / scale] as const),
    ...([0, 0, 1] as const),
  ];
}
