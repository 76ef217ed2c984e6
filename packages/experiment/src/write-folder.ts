import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason, UsageError } from './errors.ts';

/** What a file holds, or a function that writes it, for content that should not be in memory twice. */
export type FileContent = string | Uint8Array | ((path: string) => Promise<void>);

export interface OutputFile {
  readonly name: string;
  readonly content: FileContent;
}

/** A fixed name, so that what a killed run left is replaced by the next one. */
const STAGING = '.staging';

async function checkNotFolders(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isDirectory()) throw new Error(`${name} is a folder there`);
  }
}

async function staged(
  folder: string,
  files: readonly OutputFile[],
  then: (staging: string) => Promise<void>,
): Promise<void> {
  const staging = join(folder, STAGING);
  try {
    await mkdir(folder, { recursive: true });
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging);
    for (const { name, content } of files) {
      const path = join(staging, name);
      await (typeof content === 'function' ? content(path) : writeFile(path, content));
    }
    await then(staging);
  } catch (cause) {
    throw new UsageError(`The folder ${folder} cannot be written: ${systemReason(cause)}.`, { cause });
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Takes away the folders that were made for nothing. One that holds something, such as a checkpoint, stays. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  for (let path = folder; path.length >= topmost.length; path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}

/**
 * Does work that will write to a folder. Whether it can is tried first, rather than after an hour of training; when the
 * work fails, folders made for it go again unless it left something in them.
 *
 * @throws UsageError where the folder cannot be made or written, and whatever the work throws.
 */
export async function withFolder<T>(
  folder: string,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  let topmost: string | undefined;
  try {
    topmost = await mkdir(folder, { recursive: true }).catch(() => undefined);
    await staged(folder, [{ name: 'probe', content: 'x' }], () => checkNotFolders(folder, names));
    return await work();
  } catch (error) {
    if (topmost !== undefined) await removeEmpty(folder, topmost);
    throw error;
  }
}

/**
 * Writes files together: all are written aside first, so that a full disk leaves what was there before. They move into
 * place in the given order; put the file that refers to the others last.
 *
 * @throws UsageError where the folder cannot be written.
 */
export function writeFolder(folder: string, files: readonly OutputFile[]): Promise<void> {
  const names = files.map(({ name }) => name);
  return staged(folder, files, async (staging) => {
    await checkNotFolders(folder, names);
    for (const name of names) await rename(join(staging, name), join(folder, name));
  });
}
