import { WeightsFormatError, WeightsOptionError } from './errors.ts';
import { permute } from './permute.ts';
import { ARRAYS, checkTensor, type StoredDtype, type StoredTensor, sizeOf } from './stored-tensor.ts';

/** numpy's names of the kinds of number, without the byte order. It has none for BF16. */
const DTYPES: Readonly<Record<string, StoredDtype>> = {
  b1: 'BOOL',
  u1: 'U8',
  i1: 'I8',
  u2: 'U16',
  i2: 'I16',
  f2: 'F16',
  u4: 'U32',
  i4: 'I32',
  f4: 'F32',
  u8: 'U64',
  i8: 'I64',
  f8: 'F64',
};

const MAGIC = '\x93NUMPY';
/** Magic, version and length of the header in version 1. */
const PREFIX_BYTES = 10;
/** Values begin at a multiple of it, so that numpy can map them into memory. */
const ALIGNMENT = 64;

interface Header {
  readonly bigEndian: boolean;
  readonly dtype: StoredDtype;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

function readHeader(bytes: Uint8Array, where: string): Header {
  const fail = (what: string): never => {
    throw new WeightsFormatError(`${where}: ${what}.`);
  };
  if (bytes.length < PREFIX_BYTES || String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) {
    fail('no numpy array: an .npy file begins with the bytes 93 4e 55 4d 50 59');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] as number;
  if (version < 1 || version > 3) fail(`version ${version} of the .npy format; 1 to 3 are known`);
  const prefix = version === 1 ? PREFIX_BYTES : PREFIX_BYTES + 2;
  if (bytes.length < prefix) fail('cut off within its header');
  const start = prefix + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) fail(`its header ends at byte ${start}, the file at ${bytes.length}`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(prefix, start));

  // numpy writes one literal of a Python dictionary with exactly these keys.
  const descr = /'descr': *'([<>|=]?)([a-zA-Z][0-9]*)'/.exec(text);
  const fortran = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const sides = /'shape': *\(([0-9, ]*)\)/.exec(text)?.[1];
  if (descr === null || fortran === undefined || sides === undefined) {
    return fail(`cannot read the header ${JSON.stringify(text.trim().slice(0, 200))}`);
  }
  const [, order, kind] = descr as unknown as [string, string, string];
  const dtype = Object.hasOwn(DTYPES, kind) ? DTYPES[kind] : undefined;
  if (dtype === undefined) {
    return fail(`values of dtype ${kind} are not supported, only ${Object.keys(DTYPES).join(', ')}`);
  }
  const shape = sides
    .split(',')
    .filter((side) => side.trim() !== '')
    .map(Number);
  return { bigEndian: order === '>', dtype, fortran: fortran === 'True', shape, start };
}

/**
 * Reads one numpy array, `.npy` versions 1 to 3: booleans, integers and floats of either byte order, in C or Fortran order.
 *
 * @throws WeightsFormatError where the bytes are no such file, are too few or too many, or hold other values
 */
export function readNpy(bytes: Uint8Array, where: string): StoredTensor {
  const { bigEndian, dtype, fortran, shape, start } = readHeader(bytes, where);
  const Kind = ARRAYS[dtype];
  const width = Kind.BYTES_PER_ELEMENT;
  const needed = sizeOf(shape) * width;
  if (bytes.length - start !== needed) {
    throw new WeightsFormatError(
      `${where}: ${bytes.length - start} bytes of values, but shape (${shape.join(', ')}) of ${dtype} needs ${needed}.`,
    );
  }
  const copy = new Uint8Array(bytes.subarray(start));
  if (bigEndian) for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  const data = new Kind(copy.buffer);
  if (!fortran) return { dtype, shape, data };
  const axes = shape.map((_, axis) => shape.length - 1 - axis);
  return { dtype, shape, data: permute(data, [...shape].reverse(), axes) };
}

/** @throws WeightsOptionError where the tensor does not hold what it says, or is of bfloat16, which numpy does not have. */
export function writeNpy(name: string, tensor: StoredTensor): Uint8Array {
  checkTensor(name, tensor);
  const { dtype, shape, data } = tensor;
  const kind = Object.keys(DTYPES).find((key) => DTYPES[key] === dtype);
  if (kind === undefined) {
    throw new WeightsOptionError(`${JSON.stringify(name)}: numpy has no ${dtype}; write F32 or F16.`);
  }
  const order = data.BYTES_PER_ELEMENT === 1 ? '|' : '<';
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${order}${kind}', 'fortran_order': False, 'shape': (${sides}), }`;
  const start = ALIGNMENT * Math.ceil((PREFIX_BYTES + text.length + 1) / ALIGNMENT);
  const bytes = new Uint8Array(start + data.byteLength);
  const header = `${MAGIC}\x01\x00\x00\x00${text.padEnd(start - PREFIX_BYTES - 1)}\n`;
  for (let i = 0; i < start; i++) bytes[i] = header.charCodeAt(i);
  new DataView(bytes.buffer).setUint16(8, start - PREFIX_BYTES, true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
