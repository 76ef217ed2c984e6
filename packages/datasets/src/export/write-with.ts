import { WriteError } from '../errors.ts';
import type { DatasetBundle } from './bundle.ts';
import { fillHdf5, type Hdf5Options } from './fill-hdf5.ts';
import { type Hdf5Module, hdf5Reason, startHdf5 } from './h5wasm.ts';

/**
 * Writes one file where h5wasm can reach it.
 *
 * @param shown what error messages call it
 * @throws WriteError when the disk, or the memory, refuses
 */
export async function writeWith(
  module: Hdf5Module,
  path: string,
  shown: string,
  bundle: DatasetBundle,
  options: Hdf5Options,
) {
  const { hdf5, files } = await startHdf5(module);
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Error && error.message.startsWith('HDF5-DIAG'))) throw error;
      throw new WriteError(
        `${shown}: cannot be written (${hdf5Reason(error)}); free some space, or choose another place.`,
        {
          cause: error,
        },
      );
    }
  };
  const file = await attempt(() => new hdf5.File(path, 'w'));
  try {
    await attempt(() => fillHdf5(file, bundle, options));
    await attempt(() => file.flush());
  } catch (error) {
    // It may fail again for the same reason, which is told already.
    await attempt(() => file.close()).catch(() => undefined);
    throw error;
  }
  await attempt(() => file.close());
  return files;
}
