import { access, constants, realpath } from 'node:fs/promises';
import { MissingFileError } from '../errors.ts';
import { importHdf5, startHdf5 } from '../export/h5wasm.ts';
import type { OpenHdf5 } from '../export/hdf5-source.ts';

/** The Node half: h5wasm reads the file where it lies. */
export const openHdf5: OpenHdf5 = async (path) => {
  const full = await realpath(path)
    .then(async (found) => {
      await access(found, constants.R_OK);
      return found;
    })
    .catch((cause: NodeJS.ErrnoException) => {
      throw new MissingFileError(
        `${path}: cannot be read (${cause.code}); check the path and its permissions.`,
        {
          cause,
        },
      );
    });
  const { hdf5 } = await startHdf5(await importHdf5('h5wasm/node'));
  return { hdf5, path: full, dispose: () => undefined };
};
