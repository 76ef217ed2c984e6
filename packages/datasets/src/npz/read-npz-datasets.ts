import { readBytes } from '#platform';
import { CorruptFileError } from '../errors.ts';
import type { StorableDataset, StoredBundle } from '../export/bundle.ts';
import { datasetOf } from '../export/stored-part.ts';
import type { NpyArray } from './npy.ts';
import { readNpz } from './read-npz.ts';

/**
 * Reads the data sets of a numpy archive as `writeNpz` makes it: arrays named `mnist/train/images` and so on.
 *
 * @param from a path (Node), a URL (browser) or the file's bytes
 * @returns `{ mnist: { train, test } }`; bit for bit what was written
 * @throws MissingFileError or NetworkError when it cannot be read
 * @throws CorruptFileError when it is no such archive, is damaged, or lacks an array
 */
export async function readNpzDatasets(
  from: string | Uint8Array,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<StoredBundle> {
  signal?.throwIfAborted();
  const where = typeof from === 'string' ? from : 'npz bytes';
  const arrays = readNpz(typeof from === 'string' ? await readBytes(from, signal) : from, where);
  const parts = new Map<string, Map<string, NpyArray>>();
  for (const [path, array] of arrays) {
    const [set, part, name, ...more] = path.split('/');
    if (set === undefined || part === undefined || name === undefined || more.length > 0) continue;
    const key = `${set}/${part}`;
    const members = parts.get(key) ?? new Map<string, NpyArray>();
    parts.set(key, members.set(name, array));
  }
  if (parts.size === 0) {
    throw new CorruptFileError(
      `${where}: holds no data sets; writeNpz makes arrays such as mnist/train/images. readNpz reads other archives.`,
    );
  }
  const sets = new Map<string, [string, StorableDataset][]>();
  for (const [key, members] of parts) {
    const [set, part] = key.split('/') as [string, string];
    sets.set(set, [...(sets.get(set) ?? []), [part, datasetOf(members, `${where}: ${key}`)]]);
  }
  return Object.fromEntries([...sets].map(([set, entries]) => [set, Object.fromEntries(entries)]));
}
