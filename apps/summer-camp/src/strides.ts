import { conv2d, maxPool, type Tensor4D, tensor4d, tidy, zeros } from '@tensorflow/tfjs-core';

export type Padding = 'valid' | 'same' | number;

/** A convolution by its sizes alone. */
export interface Sizes {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  /** Pixels on each side, or by name. */
  readonly padding: Padding;
}

/** How many places a kernel finds along a side: (n + 2p - k) / s + 1, cut off; n / s for `same`, rounded up. */
export function placesOf({ input, kernel, stride, padding }: Sizes): number {
  if (padding === 'same') return Math.ceil(input / stride);
  const around = padding === 'valid' ? 0 : 2 * padding;
  return Math.floor((input + around - kernel) / stride) + 1;
}

/** The same, from a convolution that is computed. */
export function computedPlaces({ input, kernel, stride, padding }: Sizes): number {
  return tidy(() => {
    const output = conv2d(
      zeros([1, input, input, 1]) as Tensor4D,
      zeros([kernel, kernel, 1, 1]) as Tensor4D,
      stride,
      padding,
    );
    return output.shape[1];
  });
}

export const CASES: readonly Sizes[] = [1, 3, 5, 7].flatMap((kernel) =>
  [1, 2, 3].flatMap((stride) =>
    (['valid', 'same', 1, 2] as const)
      .filter((padding) => typeof padding !== 'number' || padding < kernel)
      .map((padding) => ({ input: 28, kernel, stride, padding })),
  ),
);

/** Sobel's kernel for edges that run from top to bottom. */
export const SOBEL = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

/** How strongly a 28 x 28 image has such edges, in [0, 1]. */
export function edges(image: Float32Array, stride: number, padding: 'valid' | 'same') {
  return tidy(() => {
    const kernel = tensor4d(SOBEL, [3, 3, 1, 1]);
    const answer = conv2d(tensor4d(image, [1, 28, 28, 1]), kernel, stride, padding);
    const pixels = Array.from(answer.dataSync(), (value) => Math.min(1, Math.abs(value) / 4));
    return { pixels, shape: [answer.shape[1], answer.shape[2], 1] as const };
  });
}

/**
 * Pools all channels of `[height, width, channels]` values at once, and each by hand: the largest of every 2 x 2. A pool that looked
 * across channels would differ.
 * @returns channels before and after, and the largest difference
 */
export function poolingByHand(
  values: Float32Array,
  [height, width, channels]: readonly [number, number, number],
) {
  const [pooled, after] = tidy(() => {
    const output = maxPool(tensor4d(values, [1, height, width, channels]), 2, 2, 'valid');
    return [output.dataSync(), output.shape[3]] as const;
  });
  const at = (row: number, column: number, channel: number) =>
    values[(row * width + column) * channels + channel] as number;
  const columns = Math.floor(width / 2);
  const differences = Array.from(pooled, (value, i) => {
    const [channel, place] = [i % channels, Math.floor(i / channels)];
    const [row, column] = [2 * Math.floor(place / columns), 2 * (place % columns)];
    const four = [
      at(row, column, channel),
      at(row, column + 1, channel),
      at(row + 1, column, channel),
      at(row + 1, column + 1, channel),
    ];
    return Math.abs(value - Math.max(...four));
  });
  return { before: channels, after, difference: differences.reduce((most, value) => Math.max(most, value)) };
}
