import { replaceFile } from '#platform';
import { InvalidArgumentError } from '../errors.ts';
import { checkBundle, type DatasetBundle } from './bundle.ts';
import type { Hdf5Options } from './fill-hdf5.ts';
import { type Hdf5Module, importHdf5, startHdf5 } from './h5wasm.ts';
import { writeWith } from './write-with.ts';

export interface Hdf5BytesOptions extends Hdf5Options {
  /** `import * as h5wasm from 'h5wasm'`. Default: imported when needed, which bundlers do not see: pass it in a browser. */
  readonly h5wasm?: Hdf5Module;
}

function check(bundle: DatasetBundle, { notes, compression = 0, signal }: Hdf5Options) {
  checkBundle(bundle, notes);
  if (!Number.isInteger(compression) || compression < 0 || compression > 9) {
    throw new InvalidArgumentError(
      `HDF5: compression is ${compression}; pass a gzip level from 0 (none) to 9.`,
    );
  }
  signal?.throwIfAborted();
}

/**
 * Writes data sets into one HDF5 file, for Python (h5py), MATLAB, Octave and R. For each part of each data set a group `/mnist/train`:
 *
 * - `images` uint8 `[N, H, W, C]`, `labels` uint8 `[N]`, `classes` UTF-8 strings `[K]`; attributes `name`, and `mean` and `std` float64 `[C]`,
 *   of the pixels in [0, 1]. For rows: `inputs` and `targets` uint8, int32 or float32 `[N, ...]`, and `classes` where there are some.
 * - The root has the attributes `format` = `gradlab-datasets` and `version` = 1; notes are attributes of `/mnist`.
 *
 * The file is written under another name and gets its own when it is complete and on the disk. It is
 * written in pieces of 8 MB: the data are never copied as a whole.
 *
 * @param path Node only; in a browser use `hdf5Bytes`
 * @throws InvalidArgumentError for names or options that cannot be meant
 * @throws WriteError when the disk refuses; a file that was there before is untouched
 * @throws MissingPeerError without h5wasm
 */
export async function writeHdf5(
  path: string,
  bundle: DatasetBundle,
  options: Hdf5Options = {},
): Promise<void> {
  check(bundle, options);
  await replaceFile(path, async ({ path: temporary }) => {
    await writeWith(await importHdf5('h5wasm/node'), temporary, path, bundle, options);
  });
}

let written = 0;

/**
 * The bytes of the file that `writeHdf5` writes, made in memory: three times the size of the data.
 *
 * @throws InvalidArgumentError, MissingPeerError as `writeHdf5`
 */
export async function hdf5Bytes(
  bundle: DatasetBundle,
  { h5wasm, ...options }: Hdf5BytesOptions = {},
): Promise<Uint8Array> {
  check(bundle, options);
  const path = `/gradlab-write-${written++}.h5`;
  const module = h5wasm ?? (await importHdf5('h5wasm'));
  const { files } = await startHdf5(module);
  try {
    await writeWith(module, path, 'HDF5 in memory', bundle, options);
    return files.readFile(path);
  } finally {
    files.unlink(path);
  }
}
