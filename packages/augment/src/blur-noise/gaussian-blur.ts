import type { ImageShape, Transform } from '../batch.ts';
import { eachImage } from '../each-image.ts';
import { InvalidBatchError, InvalidOptionError } from '../errors.ts';

/** Weights of a Gaussian at whole numbers around 0, their sum 1. */
function gaussian(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-(((i - (size - 1) / 2) / sigma) ** 2) / 2),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The place in a row of `size` that a place beside it mirrors; the ends are not repeated. */
const reflected = (place: number, size: number): number => {
  if (place < 0) return -place;
  return place < size ? place : 2 * (size - 1) - place;
};

/** Smooths `lines` lines of `size` values each: value i of line l stands at `start(l) + i * step`. */
function smooth(
  from: ArrayLike<number>,
  to: Float64Array | Float32Array,
  weights: Float64Array,
  {
    lines,
    start,
    size,
    step,
  }: { lines: number; start: (line: number) => number; size: number; step: number },
): void {
  const half = (weights.length - 1) / 2;
  for (let line = 0; line < lines; line++) {
    const first = start(line);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        const place = first + reflected(i + k - half, size) * step;
        sum += (weights[k] as number) * (from[place] as number);
      }
      to[first + i * step] = sum;
    }
  }
}

function blur(image: Float32Array, [height, width, channels]: ImageShape, weights: Float64Array): void {
  const row = width * channels;
  const rows = new Float64Array(image.length);
  smooth(image, rows, weights, {
    lines: height * channels,
    start: (line) => Math.floor(line / channels) * row + (line % channels),
    size: width,
    step: channels,
  });
  smooth(rows, image, weights, { lines: row, start: (line) => line, size: height, step: row });
}

export interface GaussianBlurOptions {
  /** Standard deviation in pixels, > 0, or the range from which each image's is drawn. Default [0.1, 2], as in torchvision. */
  readonly sigma?: number | readonly [min: number, max: number];
}

/**
 * Smooths images with a Gaussian, as torchvision's GaussianBlur: weights exp(-d^2 / (2 sigma^2)) over their sum at the `kernelSize` whole
 * distances d, across and down; beyond the border the image is reflected without repeating the border itself. Any channels, any values.
 *
 * @param kernelSize width and height of the kernel in pixels, odd; 6 sigma holds nearly all of the Gaussian
 * @throws InvalidOptionError for an even kernel or a sigma that is not above 0; the transform throws InvalidBatchError for images that half
 *   the kernel does not fit into
 */
export function gaussianBlur(kernelSize: number, { sigma = [0.1, 2] }: GaussianBlurOptions = {}): Transform {
  if (!(Number.isInteger(kernelSize) && kernelSize > 0 && kernelSize % 2 === 1)) {
    throw new InvalidOptionError(`gaussianBlur: kernelSize is ${kernelSize}; pass an odd integer >= 1.`);
  }
  const [min, max] = typeof sigma === 'number' ? [sigma, sigma] : sigma;
  if (!(0 < min && min <= max && max < Number.POSITIVE_INFINITY)) {
    throw new InvalidOptionError(
      `gaussianBlur: sigma is ${typeof sigma === 'number' ? sigma : `[${sigma}]`}; pass a number > 0, or [min, max] with 0 < min <= max.`,
    );
  }
  return eachImage('gaussianBlur', (image, shape, random) => {
    const [height, width] = shape;
    if ((kernelSize - 1) / 2 >= Math.min(height, width)) {
      throw new InvalidBatchError(
        `gaussianBlur: a kernel of ${kernelSize} pixels needs images of at least ${(kernelSize + 1) / 2} x ${(kernelSize + 1) / 2} ` +
          `to reflect, these are ${height} x ${width}; pass a smaller kernel or resize first.`,
      );
    }
    blur(image, shape, gaussian(kernelSize, min + (max - min) * random()));
  });
}
