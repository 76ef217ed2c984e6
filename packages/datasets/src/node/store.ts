import { join } from 'node:path';
import type { DataFile } from '../data-source.ts';
import { DigestError } from '../errors.ts';
import { openPart } from './part-file.ts';

interface StoreOptions {
  /** The folder on disk. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onBytes?: (count: number) => void;
}

/**
 * Writes a file into a folder; it gets its name when it is whole, verified and on the disk.
 *
 * @param where what an error message calls the origin of the bytes
 * @throws DigestError when they are not the published ones, CacheError for the disk
 */
export async function store(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { name, raw }: Pick<DataFile, 'name' | 'raw'>,
  where: string,
  { to, signal, onBytes }: StoreOptions,
): Promise<void> {
  const part = await openPart(join(to, name), raw);
  try {
    await part.restart();
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      // What is too long cannot be right any more; the digest of its beginning says so.
      if (part.size + chunk.length > raw.bytes) break;
      await part.write(chunk);
      onBytes?.(chunk.length);
    }
    const mismatch = part.mismatch();
    if (mismatch !== undefined) {
      await part.restart();
      throw new DigestError(`${where}: ${mismatch}; these are not the published bytes.`);
    }
    await part.commit();
  } finally {
    await part.close();
  }
}
