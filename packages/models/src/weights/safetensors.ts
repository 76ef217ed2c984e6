import { WeightsFormatError, WeightsOptionError } from './errors.ts';
import { readHeader, type SafetensorsEntry } from './safetensors-header.ts';
import { ARRAYS, checkTensor, type StoredTensor, type StoredTensors } from './stored-tensor.ts';

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: StoredTensors;
  /** Free text by key, as `format: pt`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Views of the values where the machine can read them in place, else copies. */
function tensorAt(
  data: Uint8Array,
  { dtype, shape, data_offsets: [from, to] }: SafetensorsEntry,
): StoredTensor {
  const Kind = ARRAYS[dtype];
  const width = Kind.BYTES_PER_ELEMENT;
  const bytes = data.subarray(from, to);
  // Not slice(), which for Node's Buffer is no copy.
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return { dtype, shape, data: new Kind(buffer as ArrayBuffer, byteOffset, (to - from) / width) };
}

/**
 * Reads the safetensors format of Hugging Face, in which timm and others publish weights.
 *
 * @param bytes the complete file; the tensors share its memory where they can, so leave it unchanged
 * @param where what error messages call it
 * @returns the tensors in the order of their values in the file, and the file's metadata
 * @throws WeightsFormatError where the file is cut off or too long, its header is no JSON of the format's form or larger than 100 MB,
 * tensors overlap or leave holes, sizes and shapes disagree, or a kind of number is not known
 */
export function readSafetensors(bytes: Uint8Array, where = 'safetensors'): Safetensors {
  const { entries, metadata, start } = readHeader(bytes, where);
  const data = bytes.subarray(start);
  let end = 0;
  for (const { name, data_offsets } of entries) {
    const [from, to] = data_offsets;
    if (from !== end) {
      const what = from < end ? 'overlaps the tensor before it' : 'leaves a hole before it';
      throw new WeightsFormatError(
        `${where}: ${JSON.stringify(name)} begins at ${from} and ${what}, which ends at ${end}.`,
      );
    }
    end = to;
  }
  if (end !== data.length) {
    const what = data.length < end ? 'the file is cut off' : 'the file has bytes that belong to no tensor';
    throw new WeightsFormatError(
      `${where}: the header describes ${end} bytes of values, but ${data.length} follow it: ${what}.`,
    );
  }
  return { tensors: new Map(entries.map((entry) => [entry.name, tensorAt(data, entry)])), metadata };
}

const ALIGNMENT = 8;

/**
 * Writes the safetensors format. Values stand aligned: wide numbers first, else in the order given.
 *
 * @throws WeightsOptionError where a tensor does not hold what its shape and dtype say, or is named `__metadata__`
 */
export function writeSafetensors(
  tensors: StoredTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  for (const [name, tensor] of tensors) {
    if (name === '__metadata__') throw new WeightsOptionError('A tensor cannot be named "__metadata__".');
    checkTensor(name, tensor);
  }
  const widest = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = widest.map(([name, { dtype, shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const described = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : [];
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...described, ...entries])));
  const start = Math.ceil((ALIGNMENT + header.length) / ALIGNMENT) * ALIGNMENT;

  const file = new Uint8Array(start + end).fill(0x20, ALIGNMENT, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - ALIGNMENT), true);
  file.set(header, ALIGNMENT);
  let position = start;
  for (const [, { data }] of widest) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}
