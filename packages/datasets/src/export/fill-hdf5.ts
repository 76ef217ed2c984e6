import type { DatasetBundle, ExportOptions } from './bundle.ts';
import type { Hdf5 } from './h5wasm.ts';
import { arraysOf, type StoredArray } from './stored-part.ts';

export interface Hdf5Options extends ExportOptions {
  /** gzip level from 1 to 9, for the images and other numbers. Default: none, 0. */
  readonly compression?: number;
}

type Group = InstanceType<Hdf5['Group']>;

/** What HDF5 reads at least when one image is wanted. */
const CHUNK_BYTES = 128 * 1024;
/** What goes through h5wasm's memory at a time, which grows and never shrinks. */
const SLAB_BYTES = 8 * 1024 * 1024;

const MATLAB =
  'h5read returns the axes in reverse, C x W x H x N; permute(x, [3 2 1 4]) makes H x W x C x N. Labels begin at 0.';

/** A number of rows that divides well: at least one, at most all. */
const rowsIn = (bytes: number, perRow: number, count: number) =>
  Math.max(1, Math.min(count, Math.floor(bytes / perRow)));

function writeTexts(group: Group, { name, shape, data }: StoredArray) {
  const texts = data as readonly string[];
  const longest = Math.max(1, ...texts.map((text) => new TextEncoder().encode(text).length));
  // Of fixed length, and marked as ASCII (A) where they are: Octave reads no other kind.
  const kind = texts.every((text) => /^[ -~]*$/.test(text)) ? 'A' : 'S';
  group.create_dataset({ name, data: [...texts], shape: [...shape], dtype: `${kind}${longest}` });
}

/** Writes rows slab by slab, and waits in between so that others come to their turn. */
async function writeNumbers(
  group: Group,
  { name, shape, data }: StoredArray & { readonly data: Exclude<StoredArray['data'], readonly string[]> },
  compression: number,
  onSlab: (bytes: number) => Promise<void>,
) {
  const [count = 0, ...inner] = shape;
  const size = inner.reduce((product, side) => product * side, 1);
  const chunk = rowsIn(CHUNK_BYTES, size * data.BYTES_PER_ELEMENT, count);
  const slab = chunk * rowsIn(SLAB_BYTES, chunk * size * data.BYTES_PER_ELEMENT, count);
  const rows = (from: number, to: number) => data.subarray(from * size, to * size);
  const begin = Math.min(slab, count);
  const dataset = group.create_dataset({
    name,
    data: rows(0, begin),
    shape: [begin, ...inner],
    maxshape: [count, ...inner],
    chunks: [chunk, ...inner],
    ...(compression === 0 ? {} : { compression: 'gzip' as const, compression_opts: [compression] }),
  });
  if (begin < count) dataset.resize([count, ...inner]);
  await onSlab(rows(0, begin).byteLength);
  for (let from = begin; from < count; from += slab) {
    const to = Math.min(count, from + slab);
    dataset.write_slice([[from, to], ...inner.map((side): [number, number] => [0, side])], rows(from, to));
    await onSlab(rows(from, to).byteLength);
  }
  if (name === 'images') {
    dataset.create_attribute('axes', 'N,H,W,C');
    dataset.create_attribute('matlab', MATLAB);
  }
}

/** Writes all data sets into an open file. */
export async function fillHdf5(file: Group, bundle: DatasetBundle, options: Hdf5Options): Promise<void> {
  const { notes = {}, compression = 0, signal, onProgress } = options;
  const sets = Object.entries(bundle).map(([name, parts]) => ({
    name,
    parts: Object.entries(parts).map(([part, data]) => ({ part, arrays: arraysOf(data) })),
  }));
  const sizeOf = ({ data }: StoredArray) => ('BYTES_PER_ELEMENT' in data ? data.byteLength : 0);
  const everything = sets.flatMap(({ parts }) => parts.flatMap(({ arrays }) => arrays));
  const total = everything.reduce((sum, array) => sum + (array.about ? 0 : sizeOf(array)), 0);
  let done = 0;
  const onSlab = async (bytes: number) => {
    done += bytes;
    onProgress?.({ phase: 'write', done, total, unit: 'bytes' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  };

  file.create_attribute('format', 'gradlab-datasets');
  file.create_attribute('version', Int32Array.of(1), []);
  for (const { name, parts } of sets) {
    const set = file.create_group(name);
    for (const [key, text] of Object.entries(notes[name] ?? {})) set.create_attribute(key, text);
    for (const { part, arrays } of parts) {
      const group = set.create_group(part);
      for (const array of arrays) {
        const { data, about } = array;
        if (about) {
          if ('BYTES_PER_ELEMENT' in data) group.create_attribute(array.name, data as Float64Array);
          else group.create_attribute(array.name, data[0] as string);
        } else if ('BYTES_PER_ELEMENT' in data)
          await writeNumbers(group, { ...array, data }, compression, onSlab);
        else writeTexts(group, array);
      }
    }
  }
}
