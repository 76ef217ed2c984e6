import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidArgumentError } from './errors.ts';
import { permutation, validSeed } from './permutation.ts';
import type { Transform } from './transform.ts';

/** Inputs and targets of one step. Whoever takes a batch from the iterator disposes both tensors. */
export interface Batch {
  readonly xs: Tensor;
  readonly ys: Tensor;
}

export interface BatchOptions {
  /** Examples per batch, an integer >= 1. Default 32, as in Keras' `fit`. */
  readonly batchSize?: number;
  /** Draw a new order from `seed` instead of the stored one. Default false. */
  readonly shuffle?: boolean;
  /** Integer in [0, 2^32), for the order and the transform. The same seed gives the same; pass another for every epoch. Default 0. */
  readonly seed?: number;
  /** Leave out a last batch smaller than `batchSize`. Default false. */
  readonly dropLast?: boolean;
  /**
   * Changes each batch on its way, with a seed of its own drawn from `seed`; a function of `@gradlab/augment`, for example. `xs` takes the shape
   * of its result, `ys` is float32 `[B, classes]` where it mixed labels. Only for data sets of images; the others refuse it.
   */
  readonly transform?: Transform;
}

/** Anything that yields batches: an image data set, a pair of tensors. */
export interface BatchSource {
  /** Number of examples. */
  readonly length: number;
  /** One pass over the data. The result can be iterated again, with the same order. */
  batches(options?: BatchOptions): Iterable<Batch>;
}

/** The examples of one batch: a run of neighbours, or a list of indices. */
export type Slice =
  | { readonly start: number; readonly count: number; readonly indices?: undefined }
  | { readonly start: number; readonly count: number; readonly indices: Int32Array };

/**
 * Cuts `length` examples into batches.
 *
 * @throws InvalidArgumentError when an option is out of range, or no batch is left
 */
export function slices(length: number, options: BatchOptions = {}): Slice[] {
  const { batchSize = 32, shuffle = false, seed = 0, dropLast = false } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new InvalidArgumentError(`batchSize is ${batchSize}; pass an integer of at least 1.`);
  }
  const end = dropLast ? length - (length % batchSize) : length;
  if (end === 0) {
    throw new InvalidArgumentError(
      `dropLast leaves no batch: ${length} examples, batchSize ${batchSize}; use a smaller batchSize.`,
    );
  }
  validSeed(seed);
  const order = shuffle ? permutation(length, seed) : undefined;
  return Array.from({ length: Math.ceil(end / batchSize) }, (_, i) => {
    const start = i * batchSize;
    const count = Math.min(batchSize, end - start);
    return order ? { start, count, indices: order.subarray(start, start + count) } : { start, count };
  });
}

/** @throws InvalidArgumentError when there is a transform: the examples are no images that it could change */
export function refuseTransform({ transform }: BatchOptions = {}, name: string): void {
  if (transform === undefined) return;
  throw new InvalidArgumentError(`${name}: transform changes images, and these examples are none; use map.`);
}
