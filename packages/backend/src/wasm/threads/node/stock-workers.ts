import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { WorkerHelp } from '../threaded-start.ts';
import { ThreadsError } from '../threads-error.ts';
import { MOST_STOCK_THREADS } from '../threads-option.ts';

const BUILD = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';

interface LoadMessage {
  readonly cmd: string;
  readonly urlOrBlob?: unknown;
}

type Listener = (...args: readonly unknown[]) => void;

const workerFailed = (cause: unknown) =>
  new ThreadsError(`A worker of the wasm backend failed (${cause}); use one thread.`, { cause });

/** Says that it has loaded, and nothing else: the stock build makes 8 workers, and waits for all, however few it uses. */
class IdleWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  readonly #listeners: Listener[] = [];
  postMessage({ cmd }: LoadMessage): void {
    if (cmd !== 'load') throw new ThreadsError(`A worker that was thought idle was told to ${cmd}.`);
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener({ cmd: 'loaded' });
    });
  }
  on(event: string, listener: Listener): void {
    if (event === 'message') this.#listeners.push(listener);
  }
  ref(): void {}
  unref(): void {}
  terminate(): void {}
}

/** The program of a stock worker, and the script that it runs: both as the package ships them. */
function stockScripts() {
  const require = createRequire(import.meta.url);
  try {
    const { wasmWorkerContents } = require(`${BUILD}.worker.js`) as { wasmWorkerContents: string };
    // As the backend itself does: the string was unescaped once too often.
    return { program: wasmWorkerContents.replace(/\n/g, '\\n'), main: require.resolve(`${BUILD}.js`) };
  } catch (cause) {
    throw new ThreadsError(
      `The threaded build of @tensorflow/tfjs-backend-wasm was not found (${cause}); version 4.22 has it.`,
      { cause },
    );
  }
}

/**
 * The stock build starts its workers from blob: URLs, which Node's workers refuse. Until `restore`, the global `Worker` is one
 * that runs the same scripts from the package's own files.
 */
export function helpStockWorkers(threads: number): WorkerHelp {
  const { program, main } = stockScripts();
  const started: Worker[] = [];
  let made = 0;
  let starting = true;
  let fail: (reason: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // It is raced against the start, and nobody listens once that has won.
  failure.catch(() => {});

  function stockWorker(): Worker {
    // The parent's own flags (--input-type, --import, ...) would apply to this program too.
    const worker = new Worker(program, { eval: true, execArgv: [] });
    started.push(worker);
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: LoadMessage, ...transfer) =>
      post(message.cmd === 'load' ? { ...message, urlOrBlob: main } : message, ...transfer);
    const on = worker.on.bind(worker);
    // The stock listener of errors throws where nobody can catch it; while the backend starts, somebody can.
    const guarded = (listener: Listener) => (error: unknown) =>
      starting ? fail(workerFailed(error)) : listener(error);
    worker.on = ((event: string, listener: Listener) =>
      on(event, event === 'error' ? guarded(listener) : listener)) as Worker['on'];
    return worker;
  }
  function create(url: string): unknown {
    URL.revokeObjectURL(url);
    made += 1;
    // Threads are taken from the end of the list.
    return made <= MOST_STOCK_THREADS - (threads - 1) ? new IdleWorker() : stockWorker();
  }

  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // The stock build assigns Node's own class to the global; the setter ignores that.
  Object.defineProperty(globalThis, 'Worker', {
    configurable: true,
    get: () => create,
    set: () => {},
  });
  return {
    failure,
    restore: (succeeded) => {
      starting = false;
      if (before) Object.defineProperty(globalThis, 'Worker', before);
      else Reflect.deleteProperty(globalThis, 'Worker');
      // Not earlier: the process must not end while it waits for them.
      for (const worker of started) succeeded ? worker.unref() : void worker.terminate();
    },
  };
}
