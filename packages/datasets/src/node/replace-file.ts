import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { WriteError } from '../errors.ts';
import type { ReplaceFile } from '../export/new-file.ts';

async function onDisk<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const advice =
      code === 'ENOENT'
        ? 'make its folder first'
        : code === 'ENOSPC' || code === 'EDQUOT'
          ? 'free some space'
          : 'check the permissions, or choose another place';
    throw new WriteError(`${path}: cannot be written (${code}); ${advice}.`, { cause });
  }
}

/** The Node half. */
export const replaceFile: ReplaceFile = async (path, fill) => {
  const target = resolve(path);
  // In the same folder: only there is renaming one step. A name of its own: others may write the same file.
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const handle: FileHandle = await onDisk(path, open(temporary, 'wx'));
  try {
    let position = 0;
    await fill({
      path: temporary,
      async append(bytes) {
        for (let at = 0; at < bytes.length; ) {
          const { bytesWritten } = await onDisk(path, handle.write(bytes, at, bytes.length - at, position));
          at += bytesWritten;
          position += bytesWritten;
        }
      },
    });
    await onDisk(path, handle.sync());
    await handle.close();
    await onDisk(path, rename(temporary, target));
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  // Windows cannot open a folder; there the rename alone has to do.
  const folder = await open(dirname(target), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
};
