import type { Pool, PoolOptions } from './pool.ts';

/** What several threads need of the platform: one object for Node, one for browsers. */
export interface Threading {
  /** Why several threads cannot be used here, and what to do; undefined where they can. */
  readonly unsupported: () => string | undefined;
  /** Logical processors that this process may use. */
  readonly processors: () => number;
  /** See `createPool`. */
  readonly createPool: (options: Omit<PoolOptions, 'spawn'>) => Promise<Pool>;
  /**
   * Starts the threaded build of the wasm backend with this many threads, 1 to 8: `start` sets the backend and waits until it
   * is ready. The backend must not have been started before. Whatever was changed for it is put back when it has started.
   *
   * @throws ThreadsError where it cannot be started so; whatever `start` throws.
   */
  readonly startThreadedBackend: <T>(threads: number, start: () => Promise<T>) => Promise<T>;
}
