import { type StoredData, sizeOf } from './stored-tensor.ts';

/** Numbers as words of bits: assigning a float may change the bits of a NaN. */
function bitsOf(data: StoredData): Exclude<StoredData, Float32Array | Float64Array> {
  const { buffer, byteOffset, length } = data;
  if (data instanceof Float32Array) return new Uint32Array(buffer, byteOffset, length);
  if (data instanceof Float64Array) return new BigUint64Array(buffer, byteOffset, length);
  return data;
}

/**
 * The values of a tensor whose axes are put into another order, as `tf.transpose` does: axis i of the result is axis `axes[i]` of the
 * tensor. Copies bits, so every value stays what it is.
 *
 * @param data the values, last axis fastest
 * @param shape the lengths of the axes before
 * @param axes each axis once
 */
export function permute<Data extends StoredData>(
  data: Data,
  shape: readonly number[],
  axes: readonly number[],
): Data {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sides = axes.map((axis) => shape[axis] as number);
  const steps = axes.map((axis) => strides[axis] as number);
  const result = new (data.constructor as new (length: number) => Data)(data.length);
  if (data.length === 0) return result;
  const from = bitsOf(data) as Uint32Array;
  const to = bitsOf(result) as Uint32Array;
  const rank = axes.length;
  const [side = 1, step = 0] = [sides[rank - 1], steps[rank - 1]];
  const counter = new Array<number>(rank).fill(0);
  let row = 0;
  for (let position = 0; position < to.length; ) {
    for (let i = 0; i < side; i++) to[position++] = from[row + i * step] as number;
    for (let axis = rank - 2; axis >= 0; axis--) {
      row += steps[axis] as number;
      counter[axis] = (counter[axis] as number) + 1;
      if ((counter[axis] as number) < (sides[axis] as number)) break;
      row -= (sides[axis] as number) * (steps[axis] as number);
      counter[axis] = 0;
    }
  }
  return result;
}

/** The axes that undo a permutation. */
export function inverse(axes: readonly number[]): number[] {
  const result = new Array<number>(axes.length);
  for (const [to, from] of axes.entries()) result[from] = to;
  return result;
}
