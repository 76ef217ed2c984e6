import { InvalidDataError } from './errors.ts';
import { kindOf, type Numbers, sizeOf } from './numbers.ts';

/** All rows of one side, one after the other, and the shape of one. */
export interface RowsOf<Data extends Numbers> {
  /** `N` times the values of one row, row-major. */
  readonly data: Data;
  /** Shape of one row; `[]` for a single number. */
  readonly shape: readonly number[];
}

/** What a data set of rows is made of. */
export interface RowsOptions<X extends Numbers = Numbers, Y extends Numbers = Numbers> {
  /** What error messages and reports call it. */
  readonly name: string;
  /** Class names, where the targets are class indices (shape `[]`, no floats). Default: none. */
  readonly classes?: readonly string[];
  readonly inputs: RowsOf<X>;
  readonly targets: RowsOf<Y>;
}

/** The same data, once its parts are known to fit together. */
export function validRows<X extends Numbers, Y extends Numbers>(
  options: RowsOptions<X, Y>,
): RowsOptions<X, Y> {
  const { name, classes = [], inputs, targets } = options;
  const fail = (what: string): never => {
    throw new InvalidDataError(`${name}: ${what}`);
  };
  const rows = ({ data, shape }: RowsOf<Numbers>, what: string) => {
    if (kindOf(data) === undefined) fail(`${what} must be a Float32Array, an Int32Array or a Uint8Array.`);
    if (!shape.every((side) => Number.isInteger(side) && side > 0)) {
      fail(`the shape of ${what} is [${shape}]; each side must be an integer of at least 1.`);
    }
    const count = data.length / sizeOf(shape);
    if (Number.isInteger(count)) return count;
    return fail(`${data.length} numbers of ${what} are no whole rows of shape [${shape}].`);
  };
  const count = rows(inputs, 'inputs');
  const targetCount = rows(targets, 'targets');
  if (count !== targetCount) fail(`${count} inputs, but ${targetCount} targets; each input needs one.`);
  if (count === 0) fail('no rows; a data set needs at least one.');
  if (classes.length === 0) return options;
  if (targets.shape.length > 0 || targets.data instanceof Float32Array) {
    fail('there are classes, so targets must be class indices: an Int32Array or Uint8Array of shape [].');
  }
  const bad = targets.data.findIndex((label) => label < 0 || label >= classes.length);
  if (bad >= 0) fail(`target ${targets.data[bad]} at index ${bad}, but there are ${classes.length} classes.`);
  return options;
}
