import { CorruptFileError } from '../errors.ts';
import type { NpyArray } from './npy.ts';

/**
 * One array of an archive.
 *
 * @throws CorruptFileError when it is missing, or does not have as many axes
 */
export function npzMember(
  arrays: ReadonlyMap<string, NpyArray>,
  name: string,
  axes: number,
  where: string,
): NpyArray {
  const array = arrays.get(name);
  if (array === undefined) {
    throw new CorruptFileError(
      `${where}: there is no array ${name}; it holds ${[...arrays.keys()].join(', ') || 'none'}.`,
    );
  }
  if (array.shape.length === axes) return array;
  throw new CorruptFileError(
    `${where}: ${name} has shape (${array.shape.join(', ')}), which should have ${axes} ${axes === 1 ? 'axis' : 'axes'}.`,
  );
}

/**
 * An array's integers, of whatever width, as int32.
 *
 * @throws CorruptFileError when they are no integers, or one does not fit into 32 bits
 */
export function npzIntegers(array: NpyArray, where: string): Int32Array {
  const { data, dtype } = array;
  if (!/^[iu]/.test(dtype)) {
    throw new CorruptFileError(`${where}: values of dtype ${dtype}, which should be integers (i4, i8, u1).`);
  }
  if (data instanceof Int32Array) return data;
  const values = data as ArrayLike<number | bigint>;
  const result = new Int32Array(values.length);
  for (let i = 0; i < result.length; i++) {
    const value = values[i] as number | bigint;
    if (value < -0x80000000 || value > 0x7fffffff) {
      throw new CorruptFileError(`${where}: value ${value} at index ${i} does not fit into an int32.`);
    }
    result[i] = Number(value);
  }
  return result;
}

/** An array's strings. CorruptFileError when they are something else. */
export function npzStrings(array: NpyArray, where: string): readonly string[] {
  if (Array.isArray(array.data)) return array.data;
  throw new CorruptFileError(`${where}: values of dtype ${array.dtype}, which should be strings (U).`);
}
