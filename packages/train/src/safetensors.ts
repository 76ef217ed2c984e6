import { CheckpointError } from './errors.ts';

/** The part of the safetensors format that training state needs: float32 and int32 tensors, and a table of strings. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;

/** Writes the layout of huggingface/safetensors: u64 header length, JSON header padded to 8 bytes, little-endian data. */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const { name, shape, values } of arrays) {
    const dtype = values instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const unpadded = JSON.stringify(header);
  const text = new TextEncoder().encode(unpadded);
  const headerLength = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const start = LENGTH_BYTES + headerLength;

  const file = new Uint8Array(start + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, LENGTH_BYTES, start);
  file.set(text, LENGTH_BYTES);
  let position = start;
  for (const { values } of arrays) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return file;
}

/** @throws CheckpointError where the bytes are not such a file or end early. */
export function decodeSafetensors(file: Uint8Array): {
  arrays: NamedArray[];
  metadata: Readonly<Record<string, string>>;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = file.length < LENGTH_BYTES ? Number.NaN : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerLength;
  if (!(start <= file.length)) throw new CheckpointError('The checkpoint is cut off within its header.');
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(LENGTH_BYTES, start));

  const arrays = Object.entries(entries as Record<string, Entry>).map(
    ([name, { dtype, shape, data_offsets }]) => {
      const [from, to] = data_offsets;
      if (start + to > file.length) throw new CheckpointError(`The checkpoint is cut off within "${name}".`);
      // A copy, because the data need not be aligned to four bytes; not slice(), which for Node's Buffer is none.
      const { buffer } = new Uint8Array(file.subarray(start + from, start + to));
      if (dtype === 'F32') return { name, shape, values: new Float32Array(buffer) };
      if (dtype === 'I32') return { name, shape, values: new Int32Array(buffer) };
      throw new CheckpointError(`The checkpoint holds "${name}" as ${dtype}; F32 and I32 are known.`);
    },
  );
  return { arrays, metadata: metadata as Readonly<Record<string, string>> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new CheckpointError('The checkpoint has no readable header.', { cause });
  }
}
