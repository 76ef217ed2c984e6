import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './errors.ts';

export interface OutputFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

const clear = (folder: string, error: unknown) =>
  new UsageError(`The folder ${folder} cannot be written: ${(error as Error).message}`, { cause: error });

/** @throws UsageError where there is no such folder. */
export async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder}.`);
}

/** Fails early rather than after an hour of training. @throws UsageError where the folder cannot be made or written. */
export async function checkWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await rm(await mkdtemp(join(folder, '.staging-')), { recursive: true });
  } catch (error) {
    throw clear(folder, error);
  }
}

/**
 * Writes files together: all are written aside first, so that a full disk leaves what was there before. They move into
 * place in the given order; put the file that refers to the others last.
 *
 * @throws UsageError where the folder cannot be written.
 */
export async function writeFolder(folder: string, files: readonly OutputFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, '.staging-'));
  try {
    for (const { name, content } of files) await writeFile(join(staging, name), content);
    for (const { name } of files) await rename(join(staging, name), join(folder, name));
  } catch (error) {
    throw clear(folder, error);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
