import type { Interpolation } from '../geometry/warp.ts';

/** For each pixel of a line of the result, the pixels of the source's line that it is a weighted mean of. */
export interface Taps {
  /** The first of them. */
  readonly starts: Int32Array;
  /** How many. */
  readonly counts: Int32Array;
  /** Row `i` holds the `counts[i]` weights of pixel `i`; they sum to 1. Rows are `stride` long. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/** Half the width of the triangle: wide enough to see every pixel of the source, where it shrinks and is to be antialiased. */
const radius = (scale: number, antialias: boolean) => (antialias ? Math.max(scale, 1) : 1);

/**
 * Weights of a line of `to` pixels made of `from`. Pixel `i` has its centre at `(i + 0.5) from / to` (align_corners false). Bilinear:
 * a triangle about it, cut off at the ends of the line and scaled to sum 1, which for a triangle of radius 1 repeats the edge's pixel.
 * Nearest: the pixel that `i from / to` is in, as PyTorch's mode `nearest`.
 */
export function tapsOf(from: number, to: number, interpolation: Interpolation, antialias: boolean): Taps {
  const scale = from / to;
  const reach = radius(scale, antialias);
  const stride = interpolation === 'nearest' ? 1 : Math.ceil(2 * reach) + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to).fill(1);
  const weights = new Float64Array(to * stride);
  for (let i = 0; i < to; i++) {
    if (interpolation === 'nearest') {
      starts[i] = Math.min(Math.floor((i * from) / to), from - 1);
      weights[i] = 1;
      continue;
    }
    const center = (i + 0.5) * scale;
    const start = Math.max(Math.floor(center - reach + 0.5), 0);
    const count = Math.min(Math.floor(center + reach + 0.5), from) - start;
    const triangle = Array.from({ length: count }, (_, k) =>
      Math.max(0, 1 - Math.abs(start + k + 0.5 - center) / reach),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    triangle.forEach((weight, k) => {
      weights[i * stride + k] = weight / sum;
    });
    starts[i] = start;
    counts[i] = count;
  }
  return { starts, counts, weights, stride };
}
