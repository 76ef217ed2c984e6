import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { CacheError, reasonOf } from '../errors.ts';
import { onDisk } from './cache.ts';

/** A lock whose process was killed is taken over after this long. */
const STALE_MS = 8_000;
const POLL_MS = 200;

interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process, or another call, holds the lock. */
  readonly onWait?: () => void;
}

async function acquire(
  folder: string,
  { signal, onWait }: LockOptions,
  onCompromised: (error: Error) => void,
) {
  const lockfilePath = join(folder, '.lock');
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    const release = await onDisk(lockfilePath, () =>
      lock(folder, { lockfilePath, realpath: false, stale: STALE_MS, onCompromised }).catch((error) => {
        if (error.code === 'ELOCKED') return undefined;
        throw error;
      }),
    );
    if (release) return release;
    if (!waited) onWait?.();
    await sleep(POLL_MS);
  }
}

/**
 * Does `work` while no other process and no other call does the same in `folder`.
 * Its signal also ends when the lock is lost, as after the machine slept.
 */
export async function withLock<T>(
  folder: string,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(folder, options, (error) =>
    lost.abort(new CacheError(`${folder}: lost its lock (${reasonOf(error)}); run again.`, { cause: error })),
  );
  try {
    return await work(options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal);
  } finally {
    // A lost lock belongs to somebody else by now.
    await release().catch(() => undefined);
  }
}
