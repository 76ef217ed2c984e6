import type * as tf from '@tensorflow/tfjs-core';

/** Inputs float32 `[N, ...]` and labels int32 `[N]`. Whoever takes a batch from its iterator disposes it. */
export interface Batch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
}

export type BatchStream = Iterable<Batch> | AsyncIterable<Batch>;

/** A data set that cuts itself into batches. `length` is its number of samples, for progress. */
export interface BatchedData {
  readonly length?: number;
  batches(options: { readonly batchSize: number }): BatchStream;
}

/** Batches, or a data set that makes them. */
export type EvaluationData = BatchStream | BatchedData;

export function batchesOf(data: EvaluationData, batchSize: number): BatchStream {
  return 'batches' in data ? data.batches({ batchSize }) : data;
}

/** Number of samples, where the data knows it. */
export function sizeOf(data: EvaluationData): number | undefined {
  return 'batches' in data ? data.length : undefined;
}
