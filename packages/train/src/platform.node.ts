import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';

const missing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** @returns undefined where there is no such file. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

/** Either the whole file is there afterwards, or what was there before. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Lets the event loop go round once; a timer would wait for a millisecond. */
export const nextTask = (): Promise<void> => setImmediate();
