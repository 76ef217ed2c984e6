import { CorruptFileError } from '../errors.ts';
import { rowMajor } from './row-major.ts';

/** The values of an array, in the kind of number that numpy stored; text is a list of strings. */
export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | readonly string[];

/** One numpy array. */
export interface NpyArray {
  /** numpy's name of the kind of value, without the byte order: `u1`, `i8`, `f4`, `b1`, `U7`. */
  readonly dtype: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** Values in C order: the last axis changes fastest. */
  readonly data: NpyData;
}

const KINDS = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
};

interface Header {
  readonly bigEndian: boolean;
  readonly dtype: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

function readHeader(bytes: Uint8Array, where: string): Header {
  const fail = (what: string): never => {
    throw new CorruptFileError(`${where}: ${what}.`);
  };
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 6)) !== '\x93NUMPY') {
    fail('no numpy array: an .npy file starts with the bytes 93 4e 55 4d 50 59');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6] as number;
  if (major < 1 || major > 3) fail(`version ${major} of the .npy format; this reader knows 1 to 3`);
  const long = major > 1;
  const start = long && bytes.length >= 12 ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (start > bytes.length) fail(`the header ends at byte ${start}, the file at ${bytes.length}`);
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(long ? 12 : 10, start),
  );

  // numpy writes one literal of a Python dictionary with exactly these keys.
  const descr = /'descr': *'([<>|=]?)([a-zA-Z][0-9]*)'/.exec(text);
  const fortran = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const sides = /'shape': *\(([0-9L, ]*)\)/.exec(text)?.[1];
  if (descr === null || fortran === undefined || sides === undefined) {
    return fail(
      `cannot read the header ${JSON.stringify(text.trim().slice(0, 200))}; structured arrays are not supported`,
    );
  }
  const shape = sides
    .split(',')
    .filter((side) => side.trim() !== '')
    .map((side) => Number.parseInt(side, 10));
  return {
    bigEndian: descr[1] === '>',
    dtype: descr[2] as string,
    fortran: fortran === 'True',
    shape,
    start,
  };
}

/** The values' bytes, aligned and in this machine's order (little-endian, as everywhere typed arrays are used). */
function copyBytes(bytes: Uint8Array, width: number, swap: boolean): ArrayBuffer {
  const copy = bytes.slice();
  if (swap) for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy.buffer;
}

/** Strings of `length` code points each, filled up with zeros. */
function readStrings(buffer: ArrayBuffer, length: number, where: string): string[] {
  const points = new Uint32Array(buffer);
  const bad = points.find((point) => point > 0x10ffff);
  if (bad !== undefined) throw new CorruptFileError(`${where}: ${bad} is no Unicode code point.`);
  return Array.from({ length: points.length / length }, (_, i) => {
    const text = points.subarray(i * length, (i + 1) * length);
    const end = text.findLastIndex((point) => point !== 0) + 1;
    return Array.from(text.subarray(0, end), (point) => String.fromCodePoint(point)).join('');
  });
}

/**
 * Reads numpy's `.npy` format, versions 1 to 3: booleans, integers, floats of 4 and 8 bytes and Unicode strings, of either byte order,
 * in C or Fortran order. What Python pickled (dtype object) is refused.
 *
 * @param bytes the complete file
 * @param where what error messages call it
 * @throws CorruptFileError when it is not such a file, is cut short or too long, or holds another kind of value
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const { bigEndian, dtype, fortran, shape, start } = readHeader(bytes, where);
  const Kind = KINDS[dtype as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  const letters = /^U([0-9]+)$/.exec(dtype)?.[1];
  if (Kind === undefined && letters === undefined) {
    throw new CorruptFileError(
      `${where}: values of dtype ${dtype} are not supported; save numbers, booleans or Unicode strings, of at most 8 bytes a number.`,
    );
  }
  const length = shape.reduce((product, side) => product * side, 1);
  const width = Kind?.BYTES_PER_ELEMENT ?? 4 * Number(letters);
  if (bytes.length - start !== length * width) {
    throw new CorruptFileError(
      `${where}: ${bytes.length - start} bytes of values, but shape (${shape.join(', ')}) of ${dtype} needs ${length * width}.`,
    );
  }
  const buffer = copyBytes(bytes.subarray(start), Kind ? width : 4, bigEndian);
  if (Kind) return { dtype, shape, data: fortran ? rowMajor(new Kind(buffer), shape) : new Kind(buffer) };
  const strings = width === 0 ? new Array<string>(length).fill('') : readStrings(buffer, width / 4, where);
  return { dtype, shape, data: fortran ? rowMajor(strings, shape) : strings };
}
