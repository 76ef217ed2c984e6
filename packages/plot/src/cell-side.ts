import type { GridImage } from './grid-image.ts';
import { PlotError } from './plot-error.ts';

const LARGEST = 1024;
const SMALLEST = 8;

/**
 * The side of a grid's cells in pixels: the one asked for, else the largest whole multiple of the largest image's
 * side up to `roomy`, so that every pixel of an image is the same number of pixels wide.
 */
export function cellSide(
  images: readonly GridImage[],
  asked: number | undefined,
  roomy: number,
  where: string,
) {
  if (asked !== undefined) {
    if (asked >= SMALLEST && asked <= LARGEST) return Math.round(asked);
    throw new PlotError(`${where}: cell is ${asked}; choose from ${SMALLEST} to ${LARGEST} pixels.`);
  }
  const side = Math.max(...images.map(({ shape: [height, width] }) => Math.max(height, width)));
  return Math.max(side, 1) > roomy ? Math.min(side, 2 * roomy) : side * Math.floor(roomy / side);
}

/** What the images of a grid fill of their square cells, in pixels: all of it, or less where none is square. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The smallest box that holds each image, drawn as large as a square of `side` pixels allows. */
export function boxOf(images: readonly GridImage[], side: number): Box {
  const sizes = images.map((image) => fittedSize(image, side));
  return {
    width: Math.ceil(Math.max(...sizes.map(({ width }) => width))),
    height: Math.ceil(Math.max(...sizes.map(({ height }) => height))),
  };
}

/** The size of an image whose longer side is `side` pixels. */
export function fittedSize({ shape: [height, width] }: GridImage, side: number): Box {
  const zoom = side / Math.max(height, width);
  return { width: width * zoom, height: height * zoom };
}
