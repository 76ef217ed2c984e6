import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onDisk, removeFile } from './cache.ts';

/** A file in the making, beside the place it will take: `<target>.part`. What an earlier run left is kept. */
export interface PartFile {
  /** Bytes so far. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Hexadecimal SHA-256 of the bytes so far. */
  digest(): string;
  /** Back to an empty file. */
  restart(): Promise<void>;
  /** Flushes the bytes to the disk, then gives the file its name: other processes see all of it or none. */
  commit(): Promise<void>;
  /** Releases the handle; a file that was not committed stays, to be resumed. */
  close(): Promise<void>;
}

async function syncFolder(path: string) {
  // Windows cannot open a folder; there the rename alone has to do.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number) {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, position + at);
    at += bytesWritten;
  }
}

/** @throws CacheError here and in every method, when the disk refuses; a full disk gets its space back */
export async function openPart(target: string): Promise<PartFile> {
  const path = `${target}.part`;
  const handle = await onDisk(path, () => open(path, constants.O_RDWR | constants.O_CREAT, 0o644));
  let hash = createHash('sha256');
  let size = 0;
  const stored = (await handle.stat()).size;
  if (stored > 0) {
    for await (const chunk of handle.createReadStream({ start: 0, end: stored - 1, autoClose: false })) {
      hash.update(chunk);
      size += chunk.length;
    }
  }
  return {
    get size() {
      return size;
    },
    async write(chunk) {
      try {
        await onDisk(path, () => writeAll(handle, chunk, size));
      } catch (error) {
        await removeFile(path).catch(() => undefined);
        throw error;
      }
      hash.update(chunk);
      size += chunk.length;
    },
    digest: () => hash.copy().digest('hex'),
    async restart() {
      await onDisk(path, () => handle.truncate(0));
      hash = createHash('sha256');
      size = 0;
    },
    async commit() {
      await onDisk(target, async () => {
        await handle.sync();
        await handle.close();
        await rename(path, target);
      });
      await syncFolder(dirname(target));
    },
    close: () => handle.close().catch(() => undefined),
  };
}
