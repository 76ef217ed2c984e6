import {
  findBackend,
  type GradConfig,
  getGradient,
  ready,
  setBackend,
  version_core,
} from '@tensorflow/tfjs-core';
import { candidates } from '#platform';
import { BACKEND_NAMES, type BackendName, type Candidate, type WasmPaths } from './candidate.ts';
import { BackendError } from './errors.ts';
import type { WasmTraining } from './wasm/register.ts';
import { type StartedWasm, startWasm } from './wasm/start-wasm.ts';
import { ThreadsError } from './wasm/threads/threads-error.ts';
import { checkThreadsOption, type ThreadsOption } from './wasm/threads/threads-option.ts';

export interface LoadBackendOptions {
  /** Tried before all others, in this order. Default: none. */
  readonly prefer?: BackendName | readonly BackendName[];
  /** Try nothing but `prefer`, and throw when none of it works. Default: false. */
  readonly strict?: boolean;
  /** Browser: where the `.wasm` files lie. Default: beside the page's script. Node finds them by itself. */
  readonly wasmPaths?: WasmPaths;
  /** wasm on Node 20 and 21: see `WasmTrainingOptions`. Default: false. */
  readonly experimentalFma?: boolean;
  /**
   * wasm: in how many threads large convolutions and matrix products compute. A number: exactly so many, 1 to 8, the calling
   * one included. `'auto'`: as many as a measurement of about 100 ms says are worth it, often one. In a browser the page must
   * be cross-origin isolated.
   *
   * Default: false, one thread. Threads make the start 0.1 to 0.2 s longer, gain nothing for small networks, and lose where
   * other programs keep the processor busy, for all wait for the slowest.
   */
  readonly threads?: ThreadsOption;
}

export interface PassedOver {
  readonly name: BackendName;
  /** One line: why it was not used, and how to get it where that is known. */
  readonly reason: string;
}

export interface LoadedBackend {
  readonly name: BackendName;
  /** What `tf.getBackend()` now says. */
  readonly tfjsName: string;
  /** Version of TensorFlow.js. */
  readonly version: string;
  /** The faster ones, and the preferred ones, that could not be used. */
  readonly passedOver: readonly PassedOver[];
  /** On wasm: which of our kernels compute (see `WasmTraining`). */
  readonly engine?: WasmTraining['build'];
  /** On wasm: in how many threads they compute. */
  readonly threads?: number;
  /** On wasm with `threads: 'auto'`: one line, why in so many. */
  readonly threadsReason?: string;
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

interface Choice {
  readonly candidate: Candidate;
  readonly preferred: boolean;
}

function order({ prefer = [], strict = false }: LoadBackendOptions): readonly Choice[] {
  const preferred = typeof prefer === 'string' ? [prefer] : prefer;
  const unknown = preferred.find((name) => !BACKEND_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new BackendError(`There is no backend "${unknown}": choose from ${BACKEND_NAMES.join(', ')}.`);
  }
  const first = preferred.flatMap((name) => candidates.filter((candidate) => candidate.name === name));
  const others = strict ? [] : candidates.filter((candidate) => !first.includes(candidate));
  return [
    ...first.map((candidate) => ({ candidate, preferred: true })),
    ...others.map((candidate) => ({ candidate, preferred: false })),
  ];
}

async function start(
  { candidate, preferred }: Choice,
  { wasmPaths, experimentalFma, threads }: LoadBackendOptions,
): Promise<StartedWasm | undefined> {
  await candidate.load({ wasmPaths, preferred });
  const begin = async () => {
    const hasGradients = (getGradient('Sum') as GradConfig | undefined) !== undefined;
    const [started] = await Promise.all([
      setBackend(candidate.tfjsName),
      // At the same time, for wasm is compiled in another thread.
      hasGradients ? undefined : import('./gradients.ts'),
    ]);
    if (!started || !findBackend(candidate.tfjsName)) throw new Error('TensorFlow.js could not start it');
    await ready();
    candidate.started?.();
  };
  if (candidate.name === 'wasm') return startWasm(begin, { wasmPaths, experimentalFma, threads });
  await begin();
  return undefined;
}

/**
 * Makes the fastest backend that works here the current one, ready to train: tfjs-node-gpu, tfjs-node, webgpu, wasm or cpu,
 * in that order. The first three are optional packages; wasm and cpu come with this one. A WebGPU adapter that only
 * emulates a GPU on the CPU is passed over, unless `prefer` names `webgpu`.
 *
 * Registers TensorFlow.js' gradients where tfjs-layers has not. On wasm it also registers the kernels that training needs (see `registerWasmTraining`).
 *
 * @throws BackendError for an unknown name, or where nothing that was allowed could be started.
 * @throws ThreadsError where `threads` is none of its values, or so many threads cannot be had.
 */
export async function loadBackend(options: LoadBackendOptions = {}): Promise<LoadedBackend> {
  checkThreadsOption(options.threads);
  const passedOver: PassedOver[] = [];
  for (const choice of order(options)) {
    const { name, tfjsName } = choice.candidate;
    let wasm: StartedWasm | undefined;
    try {
      wasm = await start(choice, options);
    } catch (error) {
      // Asked for by number: to go on without would hide it.
      if (error instanceof ThreadsError) throw error;
      passedOver.push({ name, reason: firstLine(error) });
      continue;
    }
    const loaded = { name, tfjsName, version: version_core, passedOver };
    if (wasm === undefined) return loaded;
    const { build: engine, threads, threadsReason } = wasm;
    return { ...loaded, engine, threads, ...(threadsReason === undefined ? {} : { threadsReason }) };
  }
  const tried = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  throw new BackendError(`No backend could be started (${tried || 'none was allowed'}).`);
}
