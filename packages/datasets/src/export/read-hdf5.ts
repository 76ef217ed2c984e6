import { openHdf5 } from '#platform';
import { CorruptFileError, DatasetError } from '../errors.ts';
import type { NpyArray, NpyData } from '../npz/npy.ts';
import type { StorableDataset, StoredBundle } from './bundle.ts';
import { type Hdf5, type Hdf5Module, hdf5Reason } from './h5wasm.ts';
import { memoryHdf5 } from './memory-hdf5.ts';
import { datasetOf } from './stored-part.ts';

export interface ReadHdf5Options {
  /** `import * as h5wasm from 'h5wasm'`. Default: imported when needed, which bundlers do not see: pass it in a browser. */
  readonly h5wasm?: Hdf5Module;
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

type Group = InstanceType<Hdf5['Group']>;
type Dataset = InstanceType<Hdf5['Dataset']>;
type Values = Uint8Array & { set(values: ArrayLike<number>, at: number): void };

const WANTED = ['images', 'labels', 'inputs', 'targets', 'classes'];
/** What goes through h5wasm's memory at a time, which grows and never shrinks. */
const SLAB_BYTES = 8 * 1024 * 1024;

const isGroup = (entity: unknown): entity is Group => (entity as Group | null)?.type === 'Group';
const isDataset = (entity: unknown): entity is Dataset => (entity as Dataset | null)?.type === 'Dataset';

/** numpy's name of a kind of number: `u1`, `i8`, `f4`. HDF5 numbers its classes: 0 integers, 1 floats. */
function dtypeOf({ type, signed, size }: Dataset['metadata']): string {
  if (type === 0) return `${signed ? 'i' : 'u'}${size}`;
  return type === 1 ? `f${size}` : 'O';
}

function readArray(dataset: Dataset, where: string): NpyArray {
  const { metadata, shape } = dataset;
  if (shape === null) throw new CorruptFileError(`${where}: is empty.`);
  if (metadata.type === 3) {
    const texts = dataset.value as string[];
    return { dtype: `U${Math.max(0, ...texts.map((text) => text.length))}`, shape, data: texts };
  }
  const [count = 0, ...inner] = shape;
  const slab = Math.max(1, Math.floor(SLAB_BYTES / (metadata.size * inner.reduce((a, b) => a * b, 1))));
  const rows = (from: number) => dataset.slice([[from, Math.min(count, from + slab)]]);
  const start = shape.length === 0 || count <= slab ? dataset.value : rows(0);
  if (!ArrayBuffer.isView(start)) {
    throw new CorruptFileError(`${where}: values of a kind that is not supported; store numbers or strings.`);
  }
  const dtype = dtypeOf(metadata);
  if (shape.length === 0 || count <= slab) return { dtype, shape, data: start as unknown as NpyData };
  const whole = new (start.constructor as new (length: number) => Values)(
    inner.reduce((a, b) => a * b, count),
  );
  for (let from = 0, at = 0; from < count; from += slab) {
    const part = (from === 0 ? start : rows(from)) as Values;
    whole.set(part, at);
    at += part.length;
  }
  return { dtype, shape, data: whole };
}

function readPart(group: Group, where: string) {
  const keys = group.keys();
  const arrays = new Map<string, NpyArray>();
  for (const name of WANTED.filter((key) => keys.includes(key))) {
    const dataset = group.get(name);
    if (isDataset(dataset)) arrays.set(name, readArray(dataset, `${where}/${name}`));
  }
  const name = group.attrs.name?.value;
  if (typeof name === 'string') arrays.set('name', { dtype: 'U', shape: [], data: [name] });
  return datasetOf(arrays, where);
}

function readAll(file: Group, where: string, signal: AbortSignal | undefined): StoredBundle {
  const sets: [string, StoredBundle[string]][] = [];
  for (const name of file.keys()) {
    const set = file.get(name);
    if (!isGroup(set)) continue;
    const parts: [string, StorableDataset][] = [];
    for (const part of set.keys()) {
      signal?.throwIfAborted();
      const group = set.get(part);
      if (isGroup(group)) parts.push([part, readPart(group, `${where}: ${name}/${part}`)]);
    }
    if (parts.length > 0) sets.push([name, Object.fromEntries(parts)]);
  }
  if (sets.length > 0) return Object.fromEntries(sets);
  throw new CorruptFileError(
    `${where}: holds no data sets; writeHdf5 makes groups such as /mnist/train with images and labels.`,
  );
}

/**
 * Reads the data sets of an HDF5 file as `writeHdf5` makes it, whoever wrote it: h5py may have stored labels as int64 and class names as
 * strings of variable length.
 *
 * @param from a path (Node), a URL (browser) or the file's bytes
 * @returns `{ mnist: { train, test } }`, sorted by name; bit for bit what was written
 * @throws MissingFileError or NetworkError when it cannot be read
 * @throws CorruptFileError when it is no HDF5 file, is damaged, or lacks an array
 * @throws MissingPeerError without h5wasm
 */
export async function readHdf5(
  from: string | Uint8Array,
  options: ReadHdf5Options = {},
): Promise<StoredBundle> {
  const { h5wasm, signal } = options;
  signal?.throwIfAborted();
  const where = typeof from === 'string' ? from : 'HDF5 bytes';
  const { hdf5, path, dispose } =
    typeof from === 'string' ? await openHdf5(from, options) : await memoryHdf5(from, h5wasm);
  try {
    const file = new hdf5.File(path, 'r');
    try {
      return readAll(file, where, signal);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof DatasetError || signal?.aborted) throw error;
    throw new CorruptFileError(`${where}: no HDF5 file, or a damaged one (${hdf5Reason(error)}).`, {
      cause: error,
    });
  } finally {
    dispose();
  }
}
