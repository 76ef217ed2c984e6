import { unzipSync, zipSync } from 'fflate';
import { reasonOf, WeightsFormatError } from './errors.ts';
import { readNpy, writeNpy } from './npy.ts';
import type { StoredTensors } from './stored-tensor.ts';

const EXTENSION = '.npy';
/** The oldest date that a zip archive can state: the same tensors always give the same bytes. */
const OLDEST = new Date(1980, 0, 1);

/**
 * Reads a numpy archive, as `numpy.savez` and `savez_compressed` write it.
 *
 * @param bytes the complete file
 * @param where what error messages call it
 * @returns the arrays by name, without `.npy`; members of another kind are left out
 * @throws WeightsFormatError where the archive or an array in it is damaged, or holds values that are no plain numbers
 */
export function readNpz(bytes: Uint8Array, where = 'npz'): StoredTensors {
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes, { filter: ({ name }) => name.endsWith(EXTENSION) });
  } catch (cause) {
    throw new WeightsFormatError(
      `${where}: no complete zip archive, which an .npz file is (${reasonOf(cause)}).`,
      {
        cause,
      },
    );
  }
  return new Map(
    Object.entries(members).map(([name, member]) => [
      name.slice(0, -EXTENSION.length),
      readNpy(member, `${where}: ${name}`),
    ]),
  );
}

/**
 * Writes a numpy archive, uncompressed as `numpy.savez` does: weights hardly become smaller.
 *
 * @throws WeightsOptionError where a tensor does not hold what it says, or is of bfloat16, which numpy does not have
 */
export function writeNpz(tensors: StoredTensors): Uint8Array<ArrayBuffer> {
  const members = [...tensors].map(
    ([name, tensor]) => [`${name}${EXTENSION}`, writeNpy(name, tensor)] as const,
  );
  return zipSync(Object.fromEntries(members), { level: 0, mtime: OLDEST });
}
