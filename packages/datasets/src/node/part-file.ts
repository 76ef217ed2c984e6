import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Published } from '../data-source.ts';
import { digestOf } from '../decode.ts';
import { DigestError } from '../errors.ts';
import { onDisk, removeFile } from './cache.ts';

/** A file in the making, beside the place it will take: `<target>.part`. What an earlier run left is kept. */
export interface PartFile {
  /** Bytes so far. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** What is wrong with the bytes so far, as a part of a sentence; undefined when they are the published ones. */
  mismatch(): string | undefined;
  /** Back to an empty file. */
  restart(): Promise<void>;
  /** Flushes the bytes to the disk, then gives the file its name: other processes see all of it or none. */
  commit(): Promise<void>;
  /** Releases the handle; bytes that were not committed stay, to be resumed. */
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

/**
 * @throws DigestError when `published` has no digest
 * @throws CacheError here and in every method, when the disk refuses; a full disk gets its space back
 */
export async function openPart(target: string, published: Published): Promise<PartFile> {
  const expected = digestOf(published);
  if (!expected) throw new DigestError(`${target}: no digest is published; it cannot be fetched safely.`);
  const { algorithm } = expected;
  const path = `${target}.part`;
  const handle = await onDisk(path, () => open(path, constants.O_RDWR | constants.O_CREAT, 0o644));
  let hash = createHash(algorithm);
  let size = 0;
  let committed = false;
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
    mismatch() {
      const digest = hash.copy().digest('hex');
      return digest === expected.hex ? undefined : `${algorithm} ${digest}, expected ${expected.hex}`;
    },
    async restart() {
      await onDisk(path, () => handle.truncate(0));
      hash = createHash(algorithm);
      size = 0;
    },
    async commit() {
      await onDisk(target, async () => {
        await handle.sync();
        await handle.close();
        await rename(path, target);
        committed = true;
      });
      await syncFolder(dirname(target));
    },
    async close() {
      await handle.close().catch(() => undefined);
      if (!committed && size === 0) await removeFile(path).catch(() => undefined);
    },
  };
}
