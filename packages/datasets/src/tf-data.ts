import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchOptions, BatchSource } from './batch.ts';
import { MissingPeerError } from './errors.ts';

// A type, not an interface: only such a one counts as a tensor container of TensorFlow.js.
type Pair = { xs: Tensor; ys: Tensor };

/** The part of `tf.data` that is used: `import * as tfData from '@tensorflow/tfjs-data'`, or `tf.data` of the union package. */
export interface TfDataModule {
  generator(make: () => Iterator<Pair>): object;
}

/** As much of a `tf.data.Dataset` as `model.fitDataset` and `evaluateDataset` need. */
export interface TfDataset {
  /** Number of batches. */
  size: number;
  iterator(): Promise<{ next(): Promise<IteratorResult<Pair>> }>;
  forEachAsync(visit: (batch: Pair) => void): Promise<void>;
}

export interface TfDataOptions extends BatchOptions {
  /** The module that makes it. Default: `@tensorflow/tfjs-data`, imported when it is needed; bundlers do not see that import. */
  readonly tfData?: TfDataModule;
}

async function importTfData(): Promise<TfDataModule> {
  // A name in a variable: bundlers would insist on a package that most programs do without.
  const name = '@tensorflow/tfjs-data';
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  } catch (cause) {
    throw new MissingPeerError(
      `toTfData: ${name} cannot be imported; run npm install ${name}@4, or pass its module as the option tfData.`,
      { cause },
    );
  }
}

/** The batches of `source` as a `tf.data.Dataset` that knows its size and can be iterated again. */
export async function toTfData<Result>(
  source: BatchSource,
  { tfData, ...options }: TfDataOptions = {},
): Promise<Result> {
  const { batchSize = 32, dropLast = false } = options;
  const pass = source.batches(options);
  const { generator } = tfData ?? (await importTfData());
  const data = generator(() => pass[Symbol.iterator]());
  const count = source.length / batchSize;
  return Object.assign(data, { size: dropLast ? Math.floor(count) : Math.ceil(count) }) as Result;
}
