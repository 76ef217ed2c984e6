import type { Batch, BatchOptions, BatchSource } from '@gradlab/datasets';
import { dispose, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.ts';
import type { TrainBatch, TrainSource } from './train-source.ts';

export interface TeacherForcingOptions {
  /** The padding after a sequence's end. Default: 0, that of `@gradlab/datasets`. */
  readonly padding?: number;
}

/** Steps up to the last one that is no padding in some row; at least one. */
function stepsOf(values: ArrayLike<number>, width: number, padding: number): number {
  let steps = 1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== padding && (i % width) + 1 > steps) steps = (i % width) + 1;
  }
  return steps;
}

/** The steps from `first` to before `end` of each row. */
function columns(values: ArrayLike<number>, rows: number, first: number, end: number): Tensor {
  const width = values.length / rows;
  const part = Int32Array.from({ length: rows * (end - first) }, (_, i) => {
    const row = Math.floor(i / (end - first));
    return values[row * width + first + (i % (end - first))] as number;
  });
  return tensor2d(part, [rows, end - first], 'int32');
}

function forced({ xs, ys }: Batch, padding: number): TrainBatch {
  const width = ys.shape[1];
  if (xs.rank !== 2 || ys.rank !== 2 || xs.dtype !== 'int32' || ys.dtype !== 'int32' || (width ?? 0) < 2) {
    throw new TrainError(
      `teacherForcing needs int32 sources [N, S] and targets [N, T] with T of at least 2, got ${xs.dtype} [${xs.shape}] and ${ys.dtype} [${ys.shape}].`,
    );
  }
  const rows = xs.shape[0] as number;
  const [source, target] = [xs.dataSync(), ys.dataSync()];
  const end = Math.max(2, stepsOf(target, width as number, padding));
  return {
    xs: [
      columns(source, rows, 0, stepsOf(source, xs.shape[1] as number, padding)),
      columns(target, rows, 0, end - 1),
    ],
    ys: columns(target, rows, 1, end),
  };
}

/**
 * Sentence pairs as a decoder learns from them: it is given the source and the true target without its last token, and must say the target
 * without its first (Williams and Zipser 1989). Batches `{ xs: [source [N, S], target[:, :-1]], ys: target[:, 1:] }`, int32, for models such
 * as `seq2seq` of `@gradlab/models`. Padding that all rows of a batch end with is cut off.
 *
 * @param data batches of sources `[N, S]` and targets `[N, T]` that begin with `<bos>`: `sentencePairs` of `@gradlab/datasets`
 * @throws TrainError from the iterator where batches are something else
 */
export function teacherForcing(data: BatchSource, { padding = 0 }: TeacherForcingOptions = {}): TrainSource {
  return {
    length: data.length,
    batches: (options?: BatchOptions) => {
      const batches = data.batches(options);
      return {
        *[Symbol.iterator]() {
          for (const batch of batches) {
            try {
              yield forced(batch, padding);
            } finally {
              dispose([batch.xs, batch.ys]);
            }
          }
        },
      };
    },
  };
}
