import type { ImageShape } from '../batch.ts';
import type { Interpolation } from '../geometry/warp.ts';
import { type Taps, tapsOf } from './taps.ts';

/** How a value between pixel centres comes about. */
export interface Sampling {
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
}

/** A window of an image. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Weighted means along one axis of an array, the rest of which is `outer` times before it and `inner` values after it. Sums are in double
 * precision and rounded once at the end, so that a constant stays the same to the bit.
 */
function alongAxis(
  from: Float32Array | Float64Array,
  to: Float32Array | Float64Array,
  { starts, counts, weights, stride }: Taps,
  outer: number,
  outerStride: number,
  inner: number,
): void {
  const length = starts.length;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < length; i++) {
      const source = o * outerStride + (starts[i] as number) * inner;
      const target = (o * length + i) * inner;
      for (let k = 0; k < inner; k++) {
        let sum = 0;
        for (let t = 0; t < (counts[i] as number); t++) {
          sum += (weights[i * stride + t] as number) * (from[source + t * inner + k] as number);
        }
        to[target + k] = sum;
      }
    }
  }
}

/** How lines of a region become lines of the result. */
export interface Lines {
  readonly across: Taps;
  readonly down: Taps;
}

export const linesFor = (
  { height, width }: Pick<Region, 'height' | 'width'>,
  size: readonly [height: number, width: number],
  { interpolation, antialias }: Sampling,
): Lines => ({
  across: tapsOf(width, size[1], interpolation, antialias),
  down: tapsOf(height, size[0], interpolation, antialias),
});

/** Draws a region of one image `[H, W, C]` at another size, `[H', W', C]`: along x, then along y. */
export function resample(
  from: Float32Array,
  to: Float32Array,
  [, fullWidth, channels]: ImageShape,
  { top, left, height }: Region,
  { across, down }: Lines,
): void {
  const width = across.starts.length;
  const narrow = new Float64Array(height * width * channels);
  const region = from.subarray((top * fullWidth + left) * channels);
  alongAxis(region, narrow, across, height, fullWidth * channels, channels);
  alongAxis(narrow, to, down, 1, 0, width * channels);
}
