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
import { registerWasmTraining, type WasmTraining } from './wasm/register.ts';

export interface LoadBackendOptions {
  /** Tried before all others, in this order. Default: none. */
  readonly prefer?: BackendName | readonly BackendName[];
  /** Try nothing but `prefer`, and throw when none of it works. Default: false. */
  readonly strict?: boolean;
  /** Browser: where the `.wasm` files lie. Default: beside the page's script. Node finds them by itself. */
  readonly wasmPaths?: WasmPaths;
  /** wasm on Node 20 and 21: see `WasmTrainingOptions`. Default: false. */
  readonly experimentalFma?: boolean;
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
  { wasmPaths, experimentalFma }: LoadBackendOptions,
): Promise<WasmTraining | undefined> {
  await candidate.load({ wasmPaths, preferred });
  const hasGradients = (getGradient('Sum') as GradConfig | undefined) !== undefined;
  const [started] = await Promise.all([
    setBackend(candidate.tfjsName),
    // At the same time, for wasm is compiled in another thread.
    hasGradients ? undefined : import('./gradients.ts'),
  ]);
  if (!started || !findBackend(candidate.tfjsName)) throw new Error('TensorFlow.js could not start it');
  await ready();
  candidate.started?.();
  return candidate.name === 'wasm' ? registerWasmTraining({ wasmPaths, experimentalFma }) : undefined;
}

/**
 * Makes the fastest backend that works here the current one, ready to train: tfjs-node-gpu, tfjs-node, webgpu, wasm or cpu,
 * in that order. The first three are optional packages; wasm and cpu come with this one. A WebGPU adapter that only
 * emulates a GPU on the CPU is passed over, unless `prefer` names `webgpu`.
 *
 * Registers TensorFlow.js' gradients where tfjs-layers has not. On wasm it also registers the kernels that training needs (see `registerWasmTraining`).
 *
 * @throws BackendError for an unknown name, or where nothing that was allowed could be started.
 */
export async function loadBackend(options: LoadBackendOptions = {}): Promise<LoadedBackend> {
  const passedOver: PassedOver[] = [];
  for (const choice of order(options)) {
    const { name, tfjsName } = choice.candidate;
    let training: WasmTraining | undefined;
    try {
      training = await start(choice, options);
    } catch (error) {
      passedOver.push({ name, reason: firstLine(error) });
      continue;
    }
    const engine = training && { engine: training.build };
    return { name, tfjsName, version: version_core, passedOver, ...engine };
  }
  const tried = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  throw new BackendError(`No backend could be started (${tried || 'none was allowed'}).`);
}
