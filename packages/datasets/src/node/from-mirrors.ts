import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, PublishedFile } from '../data-source.ts';
import { isDamage, NetworkError } from '../errors.ts';
import { onDisk, removeFile } from './cache.ts';
import { download, mirrorSet } from './download.ts';
import { extractFiles } from './extract.ts';
import type { Filling } from './filling.ts';
import { rawBytes } from './filling.ts';
import { kindOf } from './local.ts';

/** What the mirrors serve of `files`. */
export function servedFiles({ source, files }: Pick<Filling, 'source' | 'files'>): PublishedFile[] {
  if (files.length === 0) return [];
  if (source.archive) return [source.archive];
  return files.flatMap(({ name, gz }) => (gz ? [{ name: `${name}.gz`, ...gz }] : []));
}

/** A run that was killed while it unpacked left a whole archive: as a part it is verified, not fetched, again. */
async function reuse(path: string) {
  if ((await kindOf(path)) === 'file') await onDisk(path, () => rename(path, `${path}.part`));
}

async function unpack(archive: NonNullable<DataSource['archive']>, filling: Filling) {
  const { files, folder, options, signal } = filling;
  const path = join(folder, archive.name);
  const total = rawBytes(files);
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    options.onProgress?.({ phase: 'extract', done, total, unit: 'bytes' });
  };
  try {
    await extractFiles(path, files, { from: archive.folder, to: folder, signal, onBytes });
  } catch (error) {
    if (isDamage(error)) await removeFile(path);
    throw error;
  }
  await removeFile(path);
}

/**
 * Downloads the files of `filling` into its folder; an archive is unpacked and removed.
 *
 * @throws NetworkError, DigestError or CorruptFileError when no mirror delivers, CacheError for the disk
 */
export async function fromMirrors(filling: Filling, urls: readonly string[]): Promise<void> {
  const { source, folder, options, signal } = filling;
  const mirrors = mirrorSet(urls);
  const served = servedFiles(filling);
  if (served.length === 0 && filling.files.length > 0) {
    const { npm } = source;
    throw new NetworkError(
      `no mirror serves ${filling.files.map(({ name }) => name).join(', ')}; ` +
        `${npm ? `install the package ${npm.name}@${npm.version}` : 'pass a root folder with the files'}.`,
    );
  }
  const total = served.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const file of served) {
    const onBytes = (size: number) =>
      options.onProgress?.({ phase: 'download', done: before + size, total, unit: 'bytes' });
    const path = join(folder, file.name);
    await reuse(path);
    await download(file, path, { mirrors, signal, onBytes });
    before += file.bytes;
  }
  if (source.archive && served.length > 0) await unpack(source.archive, filling);
}
