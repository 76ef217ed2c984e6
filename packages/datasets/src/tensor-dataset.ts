import { gather, slice, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { type BatchOptions, type BatchSource, refuseTransform, type Slice, slices } from './batch.ts';
import { InvalidDataError } from './errors.ts';

function pick(tensor: Tensor, { start, count, indices }: Slice): Tensor {
  if (tensor.isDisposed) {
    throw new InvalidDataError(
      'tensorDataset: its tensors were disposed; keep them until the last batch is taken.',
    );
  }
  return indices === undefined
    ? slice(tensor, [start], [count])
    : tidy(() => gather(tensor, tensor1d(indices, 'int32')));
}

/**
 * Batches of two tensors whose first axis counts the examples, such as the points of a regression.
 * It does not own `xs` and `ys`: the caller disposes them after the last batch.
 *
 * @param xs `[N, ...]`
 * @param ys `[N, ...]`
 * @throws InvalidDataError when the tensors are empty or their first axes differ
 */
export function tensorDataset(xs: Tensor, ys: Tensor): BatchSource {
  const length = xs.shape[0];
  if (length === undefined || length === 0 || ys.shape[0] !== length) {
    throw new InvalidDataError(
      `tensorDataset: xs is [${xs.shape}] and ys is [${ys.shape}]; both need the same first axis, at least 1 long.`,
    );
  }
  return {
    length,
    batches(options?: BatchOptions) {
      refuseTransform(options, 'tensorDataset');
      const plan = slices(length, options);
      return {
        *[Symbol.iterator]() {
          for (const part of plan) yield { xs: pick(xs, part), ys: pick(ys, part) };
        },
      };
    },
  };
}
