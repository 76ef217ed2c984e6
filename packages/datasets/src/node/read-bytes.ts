import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CorruptFileError, MissingFileError, reasonOf } from '../errors.ts';
import type { ReadBytes } from '../text/read-bytes.ts';

const unzip = promisify(gunzip);

/** A file's bytes, gunzipped where it is compressed. */
export const readBytes: ReadBytes = async (path, signal) => {
  const bytes = await readFile(path, { signal }).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted();
    throw new MissingFileError(
      `${path}: cannot be read (${error.code}); check the path and its permissions.`,
      {
        cause: error,
      },
    );
  });
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return unzip(bytes).catch((error) => {
    throw new CorruptFileError(`${path}: damaged or truncated gzip (${reasonOf(error)}); fetch it again.`, {
      cause: error,
    });
  });
};
