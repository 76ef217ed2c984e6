import type { Batch, BatchOptions, BatchSource } from './batch.ts';
import type { TfDataOptions, TfDataset } from './tf-data.ts';

/** What every data set of this package offers; `Self` is what its subsets are. */
export interface DatasetMethods<Example, Self> extends BatchSource {
  /** What error messages and reports call it. */
  readonly name: string;
  /** Number of examples, at least 1. */
  readonly length: number;
  /** Class names; target `k` means `classes[k]`. Empty where the targets are no classes. */
  readonly classes: readonly string[];
  /** Shape of one input, without the batch's axis. */
  readonly shape: readonly number[];
  /** One example, as views of what is stored. OutOfRangeError outside the data set. */
  get(index: number): Example;
  /**
   * One pass: `xs` `[B, ...shape]` and `ys` `[B, ...]`. Whoever takes a batch disposes both. The result can be iterated again, with the
   * same batches.
   *
   * @throws InvalidArgumentError at once when an option cannot be meant
   */
  batches(options?: BatchOptions): Iterable<Batch>;
  /** The examples at these indices, in this order; an index may repeat. They are copied. OutOfRangeError, InvalidDataError for none. */
  subset(indices: ArrayLike<number>): Self;
  /** The first `count` examples as a view, or with a seed a random sample without replacement as a copy. */
  take(count: number, options?: { readonly seed?: number }): Self;
  /** Two disjoint random parts that hold every example: `fraction` of them, and the rest. Default seed 0. */
  split(fraction: number, options?: { readonly seed?: number }): [Self, Self];
  /** Disjoint random parts with these counts, which add up to `length`. Default seed 0. */
  split<const Counts extends readonly number[]>(
    counts: Counts,
    options?: { readonly seed?: number },
  ): { -readonly [K in keyof Counts]: Self };
  /**
   * A data set of changed examples: `change` is called once for each, in order, at once, and what it returns is stored, in arrays of the
   * same kinds as before.
   *
   * @throws InvalidDataError when an example does not have the shape or kind that it should have
   */
  map(change: (example: Example, index: number) => Example, options?: MapOptions): Self;
  /** Examples of each class, in the order of `classes`. InvalidDataError without classes. */
  countsPerClass(): number[];
  /**
   * Fewer examples of some classes: a seeded sample of each, in the stored order. With the same seed a smaller sample is part of a larger.
   *
   * @throws InvalidArgumentError for a class that does not exist, or a number that cannot be kept of it
   */
  longTail(options: LongTailOptions): Self;
  /**
   * The batches as a `tf.data.Dataset` of `{ xs, ys }`, for `model.fitDataset`. Needs `@tensorflow/tfjs-data`, whose full type may be asked for:
   * `toTfData<tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }>>()`.
   *
   * @throws MissingPeerError when it is not installed
   */
  toTfData<Result extends object = TfDataset>(options?: TfDataOptions): Promise<Result>;
}

/** Examples with a number each, whatever they are made of: images, rows of numbers, sentences. */
export interface Dataset<Example = unknown> extends DatasetMethods<Example, Dataset<Example>> {}

export interface MapOptions {
  /** Default: as before. */
  readonly name?: string;
  /** Class names after the change. Default: as before. */
  readonly classes?: readonly string[];
  /** Shape of one input after the change. Default: as before. */
  readonly shape?: readonly number[];
  /** Shape of one target after the change, where targets have one. Default: as before. */
  readonly targetShape?: readonly number[];
}

export interface LongTailOptions {
  /**
   * How much of which class stays: a number up to 1 is a fraction (rounded to the nearest count; 0 leaves the class out), an integer above 1
   * is a count. The other classes stay whole.
   */
  readonly keep: Readonly<Record<number, number>>;
  /** Integer in [0, 2^32). Default 0. */
  readonly seed?: number;
}
