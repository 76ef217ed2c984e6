import type { ImageShape } from '../batch.ts';
import type { Interpolation } from '../geometry/warp.ts';
import { type Taps, tapsOf } from './taps.ts';

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

/** Draws a region of one image `[H, W, C]` at another size, `[H', W', C]`: along x, then along y. */
export function resample(
  from: Float32Array,
  to: Float32Array,
  [, fullWidth, channels]: ImageShape,
  [height, width]: ImageShape,
  region: Region,
  interpolation: Interpolation,
  antialias: boolean,
): void {
  const firstPixel = (region.top * fullWidth + region.left) * channels;
  const narrow = new Float64Array(region.height * width * channels);
  const across = tapsOf(region.width, width, interpolation, antialias);
  alongAxis(from.subarray(firstPixel), narrow, across, region.height, fullWidth * channels, channels);
  alongAxis(narrow, to, tapsOf(region.height, height, interpolation, antialias), 1, 0, width * channels);
}
