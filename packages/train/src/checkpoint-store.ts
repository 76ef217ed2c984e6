import { readBytes, removeFile, writeBytes } from '#platform';
import { CheckpointError } from './errors.ts';

/** Where a run keeps its one newest checkpoint. Implement it to keep checkpoints elsewhere. */
export interface CheckpointStore {
  /** For messages to people. */
  readonly description: string;
  /** @returns undefined where there is none yet. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces the checkpoint as a whole: a reader never sees half of one. */
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

async function named<T>(what: string, path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`The checkpoint ${path} cannot be ${what}: ${reason}`, { cause });
  }
}

/**
 * A file: on disk in Node, in the origin private file system in the browser. Folders on the way are made, and the file is
 * replaced atomically.
 */
export function checkpointFile(path: string): CheckpointStore {
  return {
    description: path,
    read: () => named('read', path, readBytes(path)),
    write: (bytes) => named('written', path, writeBytes(path, bytes)),
    remove: () => named('removed', path, removeFile(path)),
  };
}
