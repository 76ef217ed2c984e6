import { WeightsOptionError } from './errors.ts';
import { bfloat16Of, float16Of, fromBfloat16, fromFloat16 } from './half-floats.ts';

/** The kinds of number of the safetensors format, each with the array that holds it; halves of a float are held as their bits. */
export const ARRAYS = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  U16: Uint16Array,
  I16: Int16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  U32: Uint32Array,
  I32: Int32Array,
  F32: Float32Array,
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
} as const;

export type StoredDtype = keyof typeof ARRAYS;
export type StoredData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** One tensor of a file of weights. */
export interface StoredTensor {
  readonly dtype: StoredDtype;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** The values, last axis fastest; of F16 and BF16 their bits. */
  readonly data: StoredData;
}

/** Tensors by name. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** The values as float32: exact for F16, BF16 and integers up to 2^24, rounded for others. Shares memory with an F32 tensor. */
export function float32Of({ dtype, data }: StoredTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (dtype === 'F16') return fromFloat16(data as Uint16Array);
  if (dtype === 'BF16') return fromBfloat16(data as Uint16Array);
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float32Array.from(data, Number)
    : Float32Array.from(data);
}

/** Float32 values as a tensor of this precision; F16 and BF16 round to the nearest, ties to even. */
export function storedFloats(
  values: Float32Array,
  shape: readonly number[],
  dtype: 'F32' | 'F16' | 'BF16',
): StoredTensor {
  if (dtype === 'F32') return { dtype, shape, data: values };
  return { dtype, shape, data: dtype === 'F16' ? float16Of(values) : bfloat16Of(values) };
}

/** @throws WeightsOptionError where a tensor to be written does not hold what it says. */
export function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  const Kind = Object.hasOwn(ARRAYS, dtype) ? ARRAYS[dtype] : undefined;
  if (Kind === undefined) {
    throw new WeightsOptionError(
      `${JSON.stringify(name)}: dtype ${JSON.stringify(dtype)} is none of ${Object.keys(ARRAYS).join(', ')}.`,
    );
  }
  if (!(data instanceof Kind)) {
    throw new WeightsOptionError(`${JSON.stringify(name)}: ${dtype} values must be in a ${Kind.name}.`);
  }
  if (!shape.every((side) => Number.isInteger(side) && side >= 0) || sizeOf(shape) !== data.length) {
    throw new WeightsOptionError(
      `${JSON.stringify(name)}: shape [${shape.join(', ')}] does not hold ${data.length} values.`,
    );
  }
}
