import type { ImageShape } from '../batch.ts';
import { roundHalfToEven } from '../round.ts';

/** How a value between pixel centres comes about: the closest pixel's (ties go to the even one), or a weighted mean of the four around it. */
export type Interpolation = 'nearest' | 'bilinear';

/**
 * Where the points of a result lie in the source, a 3 x 3 matrix by rows: `(x, y, 1)` goes to `(u, v, w)`, the point `(u / w, v / w)`.
 * `x` runs to the right and `y` downwards, from the image's top left corner; pixel `[row, column]` has its centre at `(column + 0.5, row + 0.5)`.
 */
export type Projection = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

/** Writes the pixel of `to` that begins at `at`, from the point `(x, y)` of the source in units where pixel centres are integers. */
type Sample = (from: Float32Array, to: Float32Array, at: number, x: number, y: number) => void;

/** Comparisons are such that NaN, a point at infinity, is outside. */
const nearest =
  ([height, width, channels]: ImageShape, fill: readonly number[]): Sample =>
  (from, to, at, x, y) => {
    const column = roundHalfToEven(x);
    const row = roundHalfToEven(y);
    const inside = column >= 0 && column < width && row >= 0 && row < height;
    const source = (row * width + column) * channels;
    for (let c = 0; c < channels; c++) to[at + c] = (inside ? from[source + c] : fill[c]) as number;
  };

const bilinear =
  ([height, width, channels]: ImageShape, fill: readonly number[]): Sample =>
  (from, to, at, x, y) => {
    if (!(x > -1 && x < width && y > -1 && y < height)) {
      for (let c = 0; c < channels; c++) to[at + c] = fill[c] as number;
      return;
    }
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = x - left;
    const down = y - top;
    const hasLeft = left >= 0;
    const hasRight = left + 1 < width;
    const hasTop = top >= 0;
    const hasBottom = top + 1 < height;
    const source = (top * width + left) * channels;
    const below = source + width * channels;
    for (let c = 0; c < channels; c++) {
      const outside = fill[c] as number;
      const a = (hasTop && hasLeft ? from[source + c] : outside) as number;
      const b = (hasTop && hasRight ? from[source + channels + c] : outside) as number;
      const d = (hasBottom && hasLeft ? from[below + c] : outside) as number;
      const e = (hasBottom && hasRight ? from[below + channels + c] : outside) as number;
      to[at + c] = (1 - down) * ((1 - right) * a + right * b) + down * ((1 - right) * d + right * e);
    }
  };

/**
 * Draws one image `[H', W', C]` out of another, `[H, W, C]`. Everything outside the source has the value `fill`, one for each channel, also
 * as a neighbour in bilinear interpolation: an image that is `fill` everywhere stays so. (torchvision weighs the image twice there where
 * `fill` is given, and has this definition where it is not.)
 */
export function warp(
  from: Float32Array,
  to: Float32Array,
  fromShape: ImageShape,
  [height, width, channels]: ImageShape,
  [ux, uy, u1, vx, vy, v1, wx, wy, w1]: Projection,
  interpolation: Interpolation,
  fill: readonly number[],
): void {
  const sample = (interpolation === 'nearest' ? nearest : bilinear)(fromShape, fill);
  for (let row = 0; row < height; row++) {
    const y = row + 0.5;
    for (let column = 0; column < width; column++) {
      const x = column + 0.5;
      const w = wx * x + wy * y + w1;
      sample(
        from,
        to,
        (row * width + column) * channels,
        (ux * x + uy * y + u1) / w - 0.5,
        (vx * x + vy * y + v1) / w - 0.5,
      );
    }
  }
}
