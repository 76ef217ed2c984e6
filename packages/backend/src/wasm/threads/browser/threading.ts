import { createPool } from '../pool.ts';
import { startThreaded } from '../threaded-start.ts';
import type { Threading } from '../threading.ts';
import { ThreadsError } from '../threads-error.ts';
import { spawnWorker } from './spawn-worker.ts';

const unsupported = () =>
  globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined'
    ? undefined
    : 'threads need a cross-origin isolated page: serve it with the headers "Cross-Origin-Opener-Policy: same-origin" and ' +
      '"Cross-Origin-Embedder-Policy: require-corp"';

function checkSupported(): void {
  const reason = unsupported();
  if (reason !== undefined) throw new ThreadsError(`This page cannot use threads: ${reason}.`);
}

/** Until it is undone, `navigator.hardwareConcurrency` is this number; the stock build uses half of it at most. */
function pretendProcessors(count: number): () => void {
  Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, get: () => count });
  return () => Reflect.deleteProperty(navigator, 'hardwareConcurrency');
}

/** Threads in browsers: workers from blob: URLs, in pages that are cross-origin isolated. */
export const threading: Threading = {
  unsupported,
  processors: () => navigator.hardwareConcurrency,
  createPool: async (options) => {
    checkSupported();
    return createPool({ ...options, spawn: spawnWorker });
  },
  startThreadedBackend: async (threads, start) => {
    checkSupported();
    return startThreaded(threads, start, { pretendProcessors });
  },
};
