import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { DataFile } from '../data-source.ts';
import { CorruptFileError, DatasetError, reasonOf } from '../errors.ts';
import { store } from './store.ts';

interface ExtractOptions {
  /** The folder inside the archive; empty for its top. */
  readonly from: string;
  /** The folder on disk. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onBytes?: (count: number) => void;
}

/** A name that would leave the folder it is extracted to. */
const escapes = (name: string) => /^[/\\]|^[a-z]:|\\/i.test(name) || name.split('/').includes('..');

/** Archives made with `tar -C folder .` begin every name with `./`. */
const plain = (name: string) => name.replace(/^(\.\/)+/, '');

/**
 * Takes `files` out of a gzipped tar archive, each verified before it gets its name. Nothing else is written.
 *
 * @throws CorruptFileError for a damaged archive, one that lacks a file, or one with a path that leaves the folder
 * @throws DigestError when a file is not the published one, CacheError for the disk
 */
export async function extractFiles(
  archive: string,
  files: readonly Pick<DataFile, 'name' | 'raw'>[],
  options: ExtractOptions,
) {
  const inside = (name: string) => (options.from === '' ? name : `${options.from}/${name}`);
  const wanted = new Map(files.map((file) => [inside(file.name), file]));
  const tar = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), tar);
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      const where = `${archive}: ${name}`;
      const file = wanted.get(plain(name));
      if (escapes(name) || (file && type !== 'file')) {
        throw new CorruptFileError(`${where}: an unsafe ${type} entry; the archive is not used.`);
      }
      if (file) {
        await store(entry, file, where, options);
        wanted.delete(plain(name));
      } else {
        entry.resume();
      }
    }
    await reading;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (error instanceof DatasetError) throw error;
    throw new CorruptFileError(`${archive}: not a readable archive (${reasonOf(error)}).`, { cause: error });
  }
  if (wanted.size > 0) {
    throw new CorruptFileError(`${archive}: lacks ${[...wanted.keys()].join(', ')}.`);
  }
}
