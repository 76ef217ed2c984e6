import { tensor } from '@tensorflow/tfjs-core';
import { refuseTransform, type Slice } from './batch.ts';
import type { DatasetMethods } from './dataset.ts';
import { datasetCore } from './dataset-core.ts';
import { mapRows } from './map-rows.ts';
import { type Numbers, type Rows, sizeOf, sliceRows } from './numbers.ts';
import { type RowsOptions, validRows } from './valid-rows.ts';

/** One example, as views of the stored numbers; a single number is an array of one. */
export interface Row<X extends Numbers = Numbers, Y extends Numbers = Numbers> {
  readonly input: X;
  readonly target: Y;
}

/**
 * Rows of numbers with their targets: points, sequences of word or character indices, pairs of sequences. A batch is `xs` `[B, ...shape]` and
 * `ys` `[B, ...targetShape]`: float32 for a Float32Array, int32 for the others, and the values as they are stored.
 */
export interface RowsDataset<X extends Numbers = Numbers, Y extends Numbers = Numbers>
  extends DatasetMethods<Row<X, Y>, RowsDataset<X, Y>> {
  /** All inputs, row after row. */
  readonly inputs: X;
  /** All targets, row after row. */
  readonly targets: Y;
  /** Shape of one target; `[]` for a single number. */
  readonly targetShape: readonly number[];
}

/**
 * Any rows of numbers as a data set. The arrays are kept, not copied.
 *
 * @throws InvalidDataError when lengths disagree, there is no row, or a target is no class although there are classes
 */
export function rowsDataset<X extends Numbers, Y extends Numbers>(
  options: RowsOptions<X, Y>,
): RowsDataset<X, Y> {
  const { name, classes = [], inputs, targets } = validRows(options);
  const x = { data: inputs.data, size: sizeOf(inputs.shape) };
  const y = { data: targets.data, size: sizeOf(targets.shape) };
  const batch = (part: Slice) => ({
    xs: toTensor(x, inputs.shape, part),
    ys: toTensor(y, targets.shape, part),
  });
  const core: DatasetMethods<Row<X, Y>, RowsDataset<X, Y>> = datasetCore({
    name,
    noun: 'row',
    classes,
    shape: inputs.shape,
    inputs: x,
    targets: y,
    example: (input, target) => ({ input, target }),
    derive: (input, target) =>
      rowsDataset({
        name,
        classes,
        inputs: { data: input, shape: inputs.shape },
        targets: { data: target, shape: targets.shape },
      }),
    map: (change, { targetShape = targets.shape, shape = inputs.shape, ...others }) => {
      const [input, target] = mapRows(
        core,
        (row: Row<X, Y>, i) => {
          const changed = change(row, i);
          return [changed.input, changed.target];
        },
        [
          { data: x.data, size: sizeOf(shape) },
          { data: y.data, size: sizeOf(targetShape) },
        ],
      );
      return rowsDataset({
        name,
        classes,
        ...others,
        inputs: { data: input, shape },
        targets: { data: target, shape: targetShape },
      });
    },
    assemble: (batchOptions) => {
      refuseTransform(batchOptions, name);
      return batch;
    },
  });
  return { ...core, inputs: inputs.data, targets: targets.data, targetShape: targets.shape };
}

function toTensor(rows: Rows, shape: readonly number[], part: Slice) {
  const dtype = rows.data instanceof Float32Array ? 'float32' : 'int32';
  const values = sliceRows(rows, part);
  // TensorFlow.js would take bytes as they are for an int32 tensor.
  const typed = values instanceof Uint8Array ? Int32Array.from(values) : values;
  return tensor(typed, [part.count, ...shape], dtype);
}
