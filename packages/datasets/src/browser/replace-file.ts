import { InvalidArgumentError } from '../errors.ts';
import type { ReplaceFile } from '../export/new-file.ts';

/** The browser half: there are no paths. */
export const replaceFile: ReplaceFile = async (path) => {
  throw new InvalidArgumentError(
    `${path}: a browser cannot write to a path; make the bytes with hdf5Bytes or npzBytes and offer them as a download.`,
  );
};
