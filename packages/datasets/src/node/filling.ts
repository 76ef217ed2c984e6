import type { DataFile, DataSource } from '../data-source.ts';
import { isDamage } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { makeFolder, removeFile } from './cache.ts';
import { findFile, readVerified } from './local.ts';
import { withLock } from './lock.ts';

/** One run of filling the cache: the files it lacks, and where they go. */
export interface Filling {
  readonly source: DataSource;
  readonly files: readonly DataFile[];
  readonly folder: string;
  readonly options: LoadOptions;
  readonly signal: AbortSignal;
}

export const rawBytes = (files: readonly Pick<DataFile, 'raw'>[]): number =>
  files.reduce((sum, { raw }) => sum + raw.bytes, 0);

/** The files the cache lacks; what is there but damaged is removed, so that it counts as lacking. */
export async function lacking(source: DataSource, folder: string, signal: AbortSignal): Promise<DataFile[]> {
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

/** Does `work` for what the cache lacks, while nobody else does the same. */
export async function whileLocked(
  source: DataSource,
  folder: string,
  options: LoadOptions,
  work: (filling: Filling) => Promise<void>,
): Promise<void> {
  await makeFolder(folder);
  const onWait = () =>
    options.onProgress?.({ phase: 'wait', done: 0, total: source.files.length, unit: 'files' });
  await withLock(folder, { signal: options.signal, onWait }, async (signal) => {
    const files = await lacking(source, folder, signal);
    if (files.length > 0) await work({ source, folder, options, signal, files });
  });
}
