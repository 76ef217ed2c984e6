import { randomInt } from 'd3-random';
import type { ImageShape, Transform } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { finite, probability } from '../options.ts';
import type { Random } from '../random.ts';
import { eachWarped, type WarpOptions } from './each-warped.ts';
import { between, isConvex, type Quad } from './quad.ts';
import type { Interpolation } from './warp.ts';

export interface PerspectiveOptions extends Omit<WarpOptions, 'interpolation'> {
  /** Default `'bilinear'`, as in torchvision. */
  readonly interpolation?: Interpolation;
}

function checkQuad(name: string, quad: Quad): void {
  finite('perspective', name, ...quad.flat());
  if (isConvex(quad)) return;
  throw new InvalidOptionError(
    `perspective: ${name} [${quad.map((point) => `[${point}]`).join(', ')}] have no shape that a rectangle can be seen in; ` +
      'pass the corners of a convex quadrilateral: top left, top right, bottom right, bottom left.',
  );
}

/**
 * Draws images as seen from another point, as torchvision's perspective: what is at the start points comes to lie at the end points.
 *
 * @param startpoints four points `[x, y]` of the image: top left, top right, bottom right, bottom left
 * @param endpoints where they come to lie
 * @throws InvalidOptionError for points that are no convex quadrilateral, or an unknown interpolation
 */
export function perspective(startpoints: Quad, endpoints: Quad, options: PerspectiveOptions = {}): Transform {
  checkQuad('startpoints', startpoints);
  checkQuad('endpoints', endpoints);
  const projection = between(endpoints, startpoints);
  return eachWarped('perspective', { interpolation: 'bilinear', ...options }, () => projection);
}

export interface RandomPerspectiveOptions extends PerspectiveOptions {
  /** How far corners move, as a fraction of half the image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly distortionScale?: number;
  /** Probability for each image, in [0, 1]. Default 0.5, as in torchvision. */
  readonly p?: number;
}

/** The image's corners, and where they go: each by whole pixels, inwards. */
function randomCorners([height, width]: ImageShape, scale: number, random: Random): readonly [Quad, Quad] {
  const right = width - 1;
  const bottom = height - 1;
  const inwards = (size: number) =>
    randomInt.source(random)(0, Math.floor(scale * Math.floor(size / 2)) + 1)();
  return [
    [
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
    ],
    [
      [inwards(width), inwards(height)],
      [right - inwards(width), inwards(height)],
      [right - inwards(width), bottom - inwards(height)],
      [inwards(width), bottom - inwards(height)],
    ],
  ];
}

/** Corners meet only in images of a few pixels, or at a distortion scale near 1. */
const TRIES = 10;

/**
 * Draws each image as seen from a point of its own, as torchvision's RandomPerspective: its corners move inwards by uniformly random
 * numbers of pixels. Corners that are no convex quadrilateral are drawn again; after ten times the image stays as it is.
 *
 * @throws InvalidOptionError for `distortionScale` or `p` outside [0, 1], or an unknown interpolation
 */
export function randomPerspective(options: RandomPerspectiveOptions = {}): Transform {
  const { distortionScale = 0.5, p = 0.5, ...warping } = options;
  probability('randomPerspective', distortionScale, 'distortionScale');
  probability('randomPerspective', p);
  return eachWarped('randomPerspective', { interpolation: 'bilinear', ...warping }, (shape, random) => {
    if (random() >= p) return undefined;
    for (let i = 0; i < TRIES; i++) {
      const [start, end] = randomCorners(shape, distortionScale, random);
      if (isConvex(start) && isConvex(end)) return between(end, start);
    }
    return undefined;
  });
}
