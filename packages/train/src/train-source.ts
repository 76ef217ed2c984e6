import type { BatchOptions } from '@gradlab/datasets';
import type { Tensor } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.ts';

/** Inputs and targets of one step. */
export interface TrainBatch {
  /** One tensor, or a list of them for a model of several inputs, in the order of `model.inputs`. */
  readonly xs: Tensor | Tensor[];
  readonly ys: Tensor;
}

/** Anything that yields batches. Data sets of `@gradlab/datasets` do; `teacherForcing` makes batches of two inputs. */
export interface TrainSource {
  /** Number of examples. */
  readonly length: number;
  /** One pass over the data. The result can be iterated again, with the same order. Whoever takes a batch disposes its tensors. */
  batches(options?: BatchOptions): Iterable<TrainBatch>;
}

/** The output that losses and metrics see: the only one, or the first of several. */
export function firstOutput(outputs: Tensor | Tensor[]): Tensor {
  if (!Array.isArray(outputs)) return outputs;
  const [first] = outputs;
  if (first === undefined) throw new TrainError('The model has no output.');
  return first;
}
