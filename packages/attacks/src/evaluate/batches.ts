import type * as tf from '@tensorflow/tfjs-core';

/** Inputs float32 `[N, ...]` and labels int32 `[N]`. Whoever takes a batch from its iterator disposes it. */
export interface Batch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
}

export type BatchSource = Iterable<Batch> | AsyncIterable<Batch>;

/** A data set that cuts itself into batches. `size` is its number of samples, for progress. */
export interface BatchedData {
  readonly size?: number;
  batches(options: { readonly batchSize: number }): BatchSource;
}

/** Batches, or a data set that makes them. */
export type EvaluationData = BatchSource | BatchedData;

export function batchesOf(data: EvaluationData, batchSize: number): BatchSource {
  return 'batches' in data ? data.batches({ batchSize }) : data;
}

export function sizeOf(data: EvaluationData): number | undefined {
  return 'batches' in data ? data.size : undefined;
}
