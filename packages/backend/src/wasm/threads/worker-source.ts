import { CLOSE, MAX_ARGUMENTS, MAX_TEXT_BYTES, PENDING, STATE, WORD } from './control-block.ts';

/** What a worker is given when it starts. */
export interface WorkerSetup {
  readonly control: SharedArrayBuffer;
  /** Byte where its slot begins. */
  readonly slot: number;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Microseconds for which it looks for the next job before it sleeps. */
  readonly spinMicroseconds: number;
}

/** A started worker. */
export interface PoolWorker {
  /** Ends it at once, whatever it is doing. */
  readonly terminate: () => Promise<void>;
}

/**
 * Starts a worker and waits until it has instantiated the module.
 *
 * @param onDeath is called with the reason when the worker ends without having been terminated.
 * @throws Error where it cannot be started.
 */
export type SpawnWorker = (setup: WorkerSetup, onDeath: (reason: string) => void) => Promise<PoolWorker>;

/**
 * The program of a worker, for Node and browsers: it instantiates the module, says so, and works until it is closed.
 *
 * A string, and not a function turned into one, because bundlers rewrite functions so that they need what a worker lacks.
 */
export const WORKER_SOURCE = `'use strict';
function work({ control, slot, memory, module, spinMicroseconds }, started) {
  const shared = new Int32Array(control);
  const words = new Int32Array(control, slot, 16);
  const args = new Float64Array(control, slot + 64, ${MAX_ARGUMENTS});
  const text = new Uint8Array(control, slot + 64 + 8 * ${MAX_ARGUMENTS}, ${MAX_TEXT_BYTES});
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = kind === 'memory' ? memory : () => { throw new Error('the kernel called ' + from + '.' + name); };
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  const kernels = WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => exports[name]);
  const nextJob = (last) => {
    const deadline = performance.now() + spinMicroseconds / 1000;
    do {
      for (let i = 0; i < 64; i++) if (Atomics.load(words, ${WORD.job}) !== last) return;
    } while (performance.now() < deadline);
    Atomics.store(words, ${WORD.asleep}, 1);
    while (Atomics.load(words, ${WORD.job}) === last) Atomics.wait(words, ${WORD.job}, last);
    Atomics.store(words, ${WORD.asleep}, 0);
  };
  const fail = (error) => {
    const bytes = new TextEncoder().encode(String(error)).subarray(0, ${MAX_TEXT_BYTES});
    text.set(bytes);
    words[${WORD.textBytes}] = bytes.length;
    words[${WORD.state}] = ${STATE.failed};
  };
  started();
  for (let job = 0; ; ) {
    nextJob(job);
    job = Atomics.load(words, ${WORD.job});
    if (words[${WORD.kernel}] === ${CLOSE}) return;
    words[${WORD.state}] = ${STATE.done};
    try {
      // The result takes the place of the first argument.
      args[0] = Number(kernels[words[${WORD.kernel}]](...args.subarray(0, words[${WORD.count}])));
    } catch (error) {
      fail(error);
    }
    if (Atomics.sub(shared, ${PENDING}, 1) === 1) Atomics.notify(shared, ${PENDING});
  }
}
`;
