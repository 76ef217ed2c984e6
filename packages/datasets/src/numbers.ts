import type { Slice } from './batch.ts';

/** The kinds of stored numbers. */
export type Numbers = Uint8Array | Int32Array | Float32Array;

/** Rows of numbers, one after the other. */
export interface Rows<Data extends Numbers = Numbers> {
  readonly data: Data;
  /** Numbers in one row. */
  readonly size: number;
}

/** The number of values in one row of this shape; 1 for a single number, `[]`. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** The kind of an array, or undefined for anything else; a Buffer is a Uint8Array. */
export function kindOf(data: unknown): 'Uint8Array' | 'Int32Array' | 'Float32Array' | undefined {
  if (data instanceof Uint8Array) return 'Uint8Array';
  if (data instanceof Int32Array) return 'Int32Array';
  return data instanceof Float32Array ? 'Float32Array' : undefined;
}

/** An array of the same kind. */
export function emptyLike<Data extends Numbers>(data: Data, length: number): Data {
  if (data instanceof Uint8Array) return new Uint8Array(length) as Data;
  return (data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length)) as Data;
}

/** A view of row `index`, or of `count` rows from there on. */
export const rowsAt = <Data extends Numbers>({ data, size }: Rows<Data>, index: number, count = 1): Data =>
  data.subarray(index * size, (index + count) * size) as Data;

/** A copy of the rows at these indices, in this order. */
export function pickRows<Data extends Numbers>(rows: Rows<Data>, indices: ArrayLike<number>): Data {
  const picked = emptyLike(rows.data, indices.length * rows.size);
  for (let i = 0; i < indices.length; i++)
    picked.set(rowsAt(rows, indices[i] as number) as Uint8Array, i * rows.size);
  return picked;
}

/** A copy of the rows of one batch. */
export function sliceRows<Data extends Numbers>(rows: Rows<Data>, { start, count, indices }: Slice): Data {
  if (indices !== undefined) return pickRows(rows, indices);
  // Not `slice`: that of a Buffer is no copy.
  const copy = emptyLike(rows.data, count * rows.size);
  copy.set(rowsAt(rows, start, count) as Uint8Array);
  return copy;
}
