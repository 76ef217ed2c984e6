/** How the values of a flat sample lie side by side: `[height, width, channels]`, as NHWC images do. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A rectangle of a plane. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The plane of samples of a batch `[N, ...]`: images (rank 4) as they are, all others one row of values. */
export function planeOf(shape: readonly number[]): Plane {
  const [, height = 1, width = 1, channels = 1] = shape;
  if (shape.length === 4) return { height, width, channels };
  return { height: 1, width: shape.slice(1).reduce((product, side) => product * side, 1), channels: 1 };
}

/** Place of a value in the flat sample. */
export const placeOf = ({ width, channels }: Plane, row: number, column: number, channel: number): number =>
  (row * width + column) * channels + channel;

/**
 * Sides of a window over the fraction `p` of a plane: the square of side `max(round(sqrt(p * height * width)), smallest)`
 * or, where that does not fit, the rectangle of about its area that does.
 */
export function windowSides(
  plane: Plane,
  p: number,
  smallest = 1,
): { readonly height: number; readonly width: number } {
  const area = p * plane.height * plane.width;
  const square = Math.max(Math.round(Math.sqrt(area)), smallest);
  const rest = (side: number, limit: number) => Math.min(Math.max(Math.round(area / side), smallest), limit);
  if (square <= Math.min(plane.height, plane.width)) return { height: square, width: square };
  if (plane.height <= plane.width) {
    return { height: plane.height, width: rest(plane.height, plane.width) };
  }
  return { height: rest(plane.width, plane.height), width: plane.width };
}

/** A window of these sides at a uniformly random place; the last row and column belong to the places. */
export function placedWindow(
  plane: Plane,
  { height, width }: { readonly height: number; readonly width: number },
  uniform: () => number,
): Window {
  const top = Math.floor(uniform() * (plane.height - height + 1));
  const left = Math.floor(uniform() * (plane.width - width + 1));
  return { top, left, height, width };
}

/** Calls `visit` with the place of each value of a window's channel, and its row and column in the window. */
export function visitWindow(
  plane: Plane,
  { top, left, height, width }: Window,
  channel: number,
  visit: (place: number, row: number, column: number) => void,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      visit(placeOf(plane, top + row, left + column, channel), row, column);
    }
  }
}
