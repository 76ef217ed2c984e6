import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { DataFile, NpmPackage } from '../data-source.ts';
import { decode, namesOf } from '../decode.ts';
import type { Visit } from '../each-file.ts';
import { MissingFileError } from '../errors.ts';
import type { LoadOptions } from '../load-options.ts';
import { codec } from './codec.ts';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
const unreadable = (path: string, error: unknown) =>
  new MissingFileError(`${path}: cannot be read (${codeOf(error)}); check its permissions.`, {
    cause: error,
  });

/** What is at `path`, or undefined. */
export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw unreadable(path, error);
  }
}

/** The path of a file, raw or gzipped, in the first of `folders` that has it. */
export async function findFile(folders: readonly string[], file: DataFile): Promise<string | undefined> {
  for (const folder of folders) {
    for (const name of namesOf(file)) {
      const path = join(folder, name);
      if ((await kindOf(path)) === 'file') return path;
    }
  }
  return undefined;
}

/** The raw bytes of a stored file, verified. */
export async function readVerified(path: string, file: DataFile, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await readFile(path, { signal }).catch((error) => {
    signal?.throwIfAborted();
    throw unreadable(path, error);
  });
  const raw = await decode(bytes, file, path, codec);
  // A Buffer's slice is a view where an array's is a copy: whoever gets the bytes expects an array.
  return new Uint8Array(raw.buffer, raw.byteOffset, raw.length);
}

/** Visits all `files` in `folders`, or none of them: then the answer names those that are not there. */
export async function visitAll(
  files: readonly DataFile[],
  folders: readonly string[],
  visit: Visit,
  { signal, onProgress }: LoadOptions,
): Promise<readonly string[]> {
  const paths = await Promise.all(files.map((file) => findFile(folders, file)));
  const missing = files.filter((_, i) => paths[i] === undefined).map((file) => namesOf(file)[0] as string);
  if (missing.length > 0) return missing;
  for (const [i, file] of files.entries()) {
    visit(await readVerified(paths[i] as string, file, signal), i);
    onProgress?.({ phase: 'read', done: i + 1, total: files.length, unit: 'files' });
  }
  return missing;
}

/** The data folder of the npm package, where one of `roots`, the working folder or this package can resolve it. */
export function installedFolder(npm: NpmPackage, roots: readonly string[] = []): string | undefined {
  const anchors = roots.map((root) =>
    root.startsWith('file:') ? root : join(resolve(root), 'package.json'),
  );
  for (const anchor of [...anchors, join(process.cwd(), 'package.json'), import.meta.url]) {
    const require = createRequire(anchor);
    try {
      return join(dirname(require.resolve(`${npm.name}/package.json`)), npm.folder);
    } catch {
      // Not installed there, or its exports hide its package.json; then its folder is where Node would look for it.
      const folder = require.resolve.paths(npm.name)?.find((path) => existsSync(join(path, npm.name)));
      if (folder !== undefined) return join(folder, npm.name, npm.folder);
    }
  }
  return undefined;
}
