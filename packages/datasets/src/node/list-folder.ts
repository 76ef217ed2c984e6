import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingFileError } from '../errors.ts';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

function unreadable(path: string, cause: unknown): never {
  const code = codeOf(cause);
  const why =
    code === 'ENOENT'
      ? 'there is no such folder'
      : code === 'ENOTDIR'
        ? 'this is a file, no folder'
        : `cannot be read (${code})`;
  throw new MissingFileError(`${path}: ${why}; check root, and the permissions of what is in it.`, { cause });
}

/**
 * All files below a folder, as paths relative to it with `/`, and the names of the folders directly in it. Links are followed.
 *
 * @throws MissingFileError when a folder is not there or cannot be read
 */
export async function listFolder(root: string, signal?: AbortSignal) {
  const files: string[] = [];
  const folders: string[] = [];
  const visit = async (folder: string, prefix: string, above: readonly string[]): Promise<void> => {
    signal?.throwIfAborted();
    const here = await realpath(folder).catch((error) => unreadable(folder, error));
    // A link to a folder that holds it would never end.
    if (above.includes(here)) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch((error) =>
      unreadable(folder, error),
    );
    for (const entry of entries) {
      const path = join(folder, entry.name);
      // A link that leads nowhere counts as a file: whoever reads it says what is wrong.
      const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (kind?.isDirectory()) {
        if (prefix === '') folders.push(entry.name);
        await visit(path, `${prefix}${entry.name}/`, [...above, here]);
      } else if (kind === undefined || kind.isFile()) files.push(`${prefix}${entry.name}`);
    }
  };
  await visit(root, '', []);
  return { files, folders };
}
