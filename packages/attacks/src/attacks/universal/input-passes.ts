import * as tf from '@tensorflow/tfjs-core';
import { type BatchStream, batchesOf, type EvaluationData } from '../../evaluate/batches.ts';

/** The inputs of a data set, again and again. */
export interface InputPasses {
  /** One pass; each tensor lives until the next is asked for. Aborts between batches. */
  next(signal?: AbortSignal): AsyncGenerator<tf.Tensor, void, void>;
  dispose(): void;
}

/** A data set makes its batches anew in every pass; a mere stream of batches is kept in memory from the first. */
export function inputPasses(data: EvaluationData, batchSize: number): InputPasses {
  if ('batches' in data)
    return { next: (signal) => passing(batchesOf(data, batchSize), signal), dispose: () => {} };
  const kept: tf.Tensor[] = [];
  let complete = false;
  return {
    async *next(signal) {
      if (complete) {
        for (const xs of kept) {
          signal?.throwIfAborted();
          yield xs;
        }
        return;
      }
      for await (const { xs, ys } of data) {
        tf.dispose(ys);
        kept.push(xs);
        signal?.throwIfAborted();
        yield xs;
      }
      complete = true;
    },
    dispose: () => tf.dispose(kept),
  };
}

async function* passing(batches: BatchStream, signal?: AbortSignal): AsyncGenerator<tf.Tensor, void, void> {
  for await (const { xs, ys } of batches) {
    try {
      signal?.throwIfAborted();
      yield xs;
    } finally {
      tf.dispose([xs, ys]);
    }
  }
}
