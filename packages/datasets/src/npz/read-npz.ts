import { unzipSync } from 'fflate';
import { CorruptFileError, reasonOf } from '../errors.ts';
import { type NpyArray, readNpy } from './npy.ts';
import { crc32, zipChecksums } from './zip-checksums.ts';

function unpack(bytes: Uint8Array, where: string): Record<string, Uint8Array> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new CorruptFileError(`${where}: not a zip archive; numpy's savez and savez_compressed write them.`);
  }
  try {
    return unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (error) {
    throw new CorruptFileError(`${where}: the zip archive is damaged (${reasonOf(error)}).`, {
      cause: error,
    });
  }
}

/**
 * Reads every array of a numpy archive, `.npz`, as `numpy.savez` and `savez_compressed` write it.
 *
 * @param bytes the complete file, up to 4 GB
 * @param where what error messages call it
 * @returns the arrays by name, without `.npy`, in the archive's order; members of another kind are left out
 * @throws CorruptFileError when the archive or an array in it is damaged, or an array holds values that `readNpy` does not know
 */
export function readNpz(bytes: Uint8Array, where: string): Map<string, NpyArray> {
  const members = unpack(bytes, where);
  const checksums = zipChecksums(bytes, where);
  return new Map(
    Object.entries(members).map(([name, member]) => {
      const place = `${where}: ${name}`;
      if (crc32(member) !== checksums.get(name)) {
        throw new CorruptFileError(`${place}: damaged: its checksum is not the one that the archive states.`);
      }
      return [name.slice(0, -'.npy'.length), readNpy(member, place)];
    }),
  );
}
