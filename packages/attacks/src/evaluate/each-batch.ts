import * as tf from '@tensorflow/tfjs-core';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { type Batch, batchesOf, type EvaluationData, sizeOf } from './batches.ts';

export interface Progress {
  readonly phase: string;
  readonly done: number;
  /** Absent where the size of the data is not known before its end. */
  readonly total?: number;
  readonly unit: string;
}

/** What every evaluation of a data set takes. */
export interface EvaluationOptions {
  /** Samples in a batch, where the data cuts itself into batches. Default 100. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called after every batch; `done` counts samples. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Calls `visit` with each batch and the number of samples before it, and disposes the batch.
 * @param caller Whose data it is, for errors.
 * @returns The number of samples.
 * @throws InvalidInputError when the data is empty, InvalidOptionError when `batchSize` is not a positive integer.
 */
export async function eachBatch(
  caller: string,
  data: EvaluationData,
  { batchSize = 100, signal, onProgress }: EvaluationOptions,
  visit: (batch: Batch, before: number) => Promise<void>,
): Promise<number> {
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new InvalidOptionError(`batchSize must be a positive integer, got ${batchSize}`);
  }
  const total = sizeOf(data);
  let count = 0;
  signal?.throwIfAborted();
  for await (const { xs, ys } of batchesOf(data, batchSize)) {
    try {
      await visit({ xs, ys }, count);
      count += xs.shape[0] ?? 0;
    } finally {
      tf.dispose([xs, ys]);
    }
    onProgress?.({ phase: 'attack', done: count, ...(total !== undefined && { total }), unit: 'samples' });
    // A turn of the event loop, so that a page stays alive and an abort is seen.
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
  if (count === 0) throw new InvalidInputError(`${caller} got no batches: the data is empty`);
  return count;
}
