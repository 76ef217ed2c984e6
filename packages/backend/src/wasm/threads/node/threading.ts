import { availableParallelism } from 'node:os';
import { createPool } from '../pool.ts';
import { startThreaded } from '../threaded-start.ts';
import type { Threading } from '../threading.ts';
import { pretendProcessors } from './pretend-processors.ts';
import { spawnWorker } from './spawn-worker.ts';
import { helpStockWorkers } from './stock-workers.ts';

/** Threads in Node: `worker_threads`, none of which keeps the process alive. */
export const threading: Threading = {
  unsupported: () => undefined,
  processors: () => availableParallelism(),
  createPool: (options) => createPool({ ...options, spawn: spawnWorker }),
  startThreadedBackend: (threads, start) =>
    startThreaded(threads, start, { pretendProcessors, helpWorkers: helpStockWorkers }),
};
