import { type SpawnWorker, WORKER_SOURCE } from '../worker-source.ts';

const PROGRAM = `${WORKER_SOURCE}
onmessage = ({ data }) => {
  try {
    work(data, () => postMessage('started'));
  } catch (error) {
    postMessage(String(error));
  }
};`;

/** A worker of the page. Its content security policy must allow workers from blob: URLs. */
export const spawnWorker: SpawnWorker = async (setup, onDeath) => {
  const url = URL.createObjectURL(new Blob([PROGRAM], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'gradlab' });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data }) => (data === 'started' ? resolve() : reject(new Error(data)));
      worker.onerror = ({ message }) => reject(new Error(message || 'its script was refused'));
      worker.postMessage(setup);
    });
    worker.onerror = ({ message }) => onDeath(message);
    return { terminate: async () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    URL.revokeObjectURL(url);
  }
};
