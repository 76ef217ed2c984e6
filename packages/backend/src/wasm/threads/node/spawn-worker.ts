import { Worker } from 'node:worker_threads';
import { type SpawnWorker, WORKER_SOURCE } from '../worker-source.ts';

const PROGRAM = `${WORKER_SOURCE}
const { parentPort, workerData } = require('node:worker_threads');
work(workerData, () => parentPort.postMessage('started'));`;

/** A worker thread of Node. It does not keep the process alive. */
export const spawnWorker: SpawnWorker = async (setup, onDeath) => {
  // The parent's own flags (--input-type, --import, ...) would apply to this program too.
  const worker = new Worker(PROGRAM, { eval: true, workerData: setup, execArgv: [] });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
  });
  let terminated = false;
  worker.on('error', (error) => onDeath(String(error)));
  worker.on('exit', (code) => {
    if (!terminated) onDeath(`code ${code}`);
  });
  worker.unref();
  return {
    terminate: async () => {
      terminated = true;
      await worker.terminate();
    },
  };
};
