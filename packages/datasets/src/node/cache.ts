import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { CacheError, InvalidArgumentError, reasonOf } from '../errors.ts';

const ELSEWHERE = 'set cacheDir or GRADLAB_CACHE to a folder that can be written';

/** The folder that keeps the files of data set `name`: below `cacheDir`, `GRADLAB_CACHE` or the user's cache folder. */
export function cacheFolder(name: string, cacheDir?: string): string {
  if (cacheDir === '') throw new InvalidArgumentError('cacheDir is empty; name a folder or leave it out.');
  return resolve(
    join(cacheDir ?? (process.env.GRADLAB_CACHE || envPaths('gradlab', { suffix: '' }).cache), name),
  );
}

/** Runs one operation on the cache's disk; what the disk refuses becomes a CacheError. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new CacheError(
      full
        ? `${path}: the disk is full (${code}); free some space, or ${ELSEWHERE}.`
        : `${path}: the cache cannot be written (${code ?? reasonOf(error)}); ${ELSEWHERE}.`,
      { cause: error },
    );
  }
}

export const makeFolder = (path: string) => onDisk(path, () => mkdir(path, { recursive: true }));

export const removeFile = (path: string) => onDisk(path, () => rm(path, { recursive: true, force: true }));
