import * as tf from '@tensorflow/tfjs-core';
import type { Bounds } from '../classifier/bounds.ts';
import { InvalidInputError } from '../errors.ts';
import { partSeed, randomOf } from '../threats/random.ts';
import { checkNumber, checkSeed } from './ascent.ts';
import { type Outlook, through } from './outlook.ts';

/** How inputs are varied. */
export interface DiversityOptions {
  /** Chance of a step to see its inputs changed, in [0, 1]. */
  readonly probability?: number;
  /** Smallest side of the shrunken image, as a fraction of the whole in (0, 1]. Default 0.9 (torchattacks). */
  readonly resizeRate?: number;
  /** Integer that decides the changes; they are the same for all samples of a step. Default 0. */
  readonly seed?: number;
}

/**
 * Shrinks images NHWC to a random size and puts them at a random place of an empty image, in some of the steps.
 * @throws InvalidOptionError when an option is out of range.
 */
export function diverse(
  outlook: Outlook,
  options: DiversityOptions & { readonly probability: number },
): Outlook {
  const { probability, resizeRate = 0.9, seed = 0 } = options;
  checkNumber('probability', probability, 0, 1);
  checkNumber('resizeRate', resizeRate, Number.EPSILON, 1);
  checkSeed(seed);
  return through(outlook, (xs, { classifier }, step) => {
    if (xs.rank !== 4) {
      throw new InvalidInputError(`diverse inputs need images [N, H, W, C], got the shape [${xs.shape}]`);
    }
    const random = randomOf(partSeed(seed, step), 0);
    return random() < probability ? shrunken(xs as tf.Tensor4D, resizeRate, random, classifier.bounds) : xs;
  });
}

/** Images of `scale` times their size, between `rate` and 1, somewhere in an empty image of their own size. */
export function shrunken(xs: tf.Tensor4D, rate: number, random: () => number, bounds: Bounds): tf.Tensor4D {
  const [, height, width] = xs.shape;
  const scale = rate + (1 - rate) * random();
  const side = (of: number) => Math.max(1, Math.floor(of * scale));
  const [h, w] = [side(height), side(width)];
  const offset = (room: number) => Math.floor(random() * (room + 1));
  const [top, left] = [offset(height - h), offset(width - w)];
  const empty = Math.min(Math.max(0, bounds[0]), bounds[1]);
  const inRows = alongRows(tf.sub(xs, empty), shrinking(height, h, top));
  const swapped = tf.transpose(inRows, [0, 2, 1, 3]) as tf.Tensor4D;
  const inBoth = alongRows(swapped, shrinking(width, w, left));
  return tf.add(tf.transpose(inBoth, [0, 2, 1, 3]), empty);
}

/**
 * Bilinear interpolation along one axis as a matrix `[length, length]`: row `offset + i` of the product is what lies at
 * `i * length / shrunk`, the others are 0. Not tf.image.resizeBilinear, whose gradient is wrong in tfjs 4.22 with half pixel
 * centers, fails on cpu for images that are not square, and is missing on the stock wasm backend.
 */
function shrinking(length: number, shrunk: number, offset: number): tf.Tensor2D {
  const matrix = tf.buffer<tf.Rank.R2>([length, length]);
  for (let i = 0; i < shrunk; i++) {
    const at = (i * length) / shrunk;
    const low = Math.floor(at);
    const high = Math.min(low + 1, length - 1);
    matrix.set(1 - (at - low), offset + i, low);
    if (high > low) matrix.set(at - low, offset + i, high);
  }
  return matrix.toTensor();
}

/** The product of a matrix `[H, H]` with every column of images `[N, H, W, C]`. */
function alongRows(xs: tf.Tensor4D, matrix: tf.Tensor2D): tf.Tensor4D {
  const [samples, height, width, channels] = xs.shape;
  const columns = tf.reshape(tf.transpose(xs, [1, 0, 2, 3]), [height, -1]);
  const product: tf.Tensor4D = tf.reshape(tf.matMul(matrix, columns), [height, samples, width, channels]);
  return tf.transpose<tf.Tensor4D>(product, [1, 0, 2, 3]);
}
