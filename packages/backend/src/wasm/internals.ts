import type { DataId, DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { engine, version_core } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';

/**
 * Everything that the engine takes from TensorFlow.js without it being public lies in this file, and `wasmBackend` checks it
 * before anything is registered.
 */

/** Where the wasm backend keeps one tensor. */
export interface TensorData {
  readonly id: number;
  /** Byte address in the backend's memory. */
  readonly memoryOffset: number;
  readonly shape: number[];
  readonly dtype: DataType;
  refCount: number;
}

/** The Emscripten module of the wasm backend. */
interface Module {
  readonly HEAPU8: Uint8Array;
  readonly asm: Readonly<Record<string, unknown>>;
  /** The threaded build's, which it imports. */
  readonly wasmMemory?: unknown;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

interface Storage {
  get(dataId: DataId): TensorData;
  set(dataId: DataId, data: TensorData): void;
  has(dataId: DataId): boolean;
  delete(dataId: DataId): boolean;
}

export type WasmBackend = KernelBackend & {
  readonly wasm: Module;
  readonly dataIdMap: Storage;
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  disposeData(dataId: DataId, force?: boolean): boolean;
  incRef(dataId: DataId): void;
};

const METHODS = {
  backend: ['makeOutput', 'disposeData', 'incRef'],
  wasm: ['_malloc', '_free'],
  dataIdMap: ['get', 'set', 'has', 'delete'],
} as const;

type Loose = Readonly<Record<string, unknown>>;

function missing(backend: Loose): string | undefined {
  const parts = { backend, wasm: backend.wasm, dataIdMap: backend.dataIdMap } as Record<string, Loose>;
  for (const [part, methods] of Object.entries(METHODS)) {
    const object = parts[part];
    if (object === undefined || object === null) return part;
    const method = methods.find((name) => typeof object[name] !== 'function');
    if (method !== undefined) return `${part}.${method}`;
  }
  if (!(parts.wasm?.HEAPU8 instanceof Uint8Array)) return 'wasm.HEAPU8';
  if (memoryOf(backend as unknown as WasmBackend) === undefined) return 'wasm.asm.memory';
  return undefined;
}

const memoryOf = ({ wasm }: WasmBackend) =>
  [wasm.wasmMemory, ...Object.values(wasm.asm ?? {})].find((value) => value instanceof WebAssembly.Memory);

/**
 * The started wasm backend, seen from inside.
 *
 * @throws EngineError where this version of TensorFlow.js is built differently.
 */
export function wasmBackend(): { readonly backend: WasmBackend; readonly memory: WebAssembly.Memory } {
  const backend = engine().findBackend('wasm') as unknown as WasmBackend | null;
  if (!backend)
    throw new EngineError('The wasm backend has not been started: call tf.setBackend("wasm") first.');
  const absent = missing(backend as unknown as Loose);
  if (absent !== undefined) {
    throw new EngineError(
      `TensorFlow.js ${version_core} lacks ${absent}, which the engine needs (it is made for 4.22); stock kernels are used instead.`,
    );
  }
  return { backend, memory: memoryOf(backend) as WebAssembly.Memory };
}

/** Whether TensorFlow.js is now walking back over the tape. */
export function inBackwardPass(): boolean {
  const { scopeStack } = engine().state as unknown as { scopeStack?: readonly { readonly name: string }[] };
  return scopeStack?.some(({ name }) => name === 'backward') ?? false;
}

/** Gives back one reference to a tensor's data, and its entry in the engine's books with the last one. */
export function release(backend: WasmBackend, { dataId }: TensorInfo): void {
  if (backend.disposeData(dataId)) engine().removeDataId(dataId, backend);
}

/**
 * How many gradients are being recorded. More than one while a function runs whose gradient is itself differentiated; above 0
 * in a backward pass that is. Kernels of ours without a gradient must not be called there.
 */
export function recordings(): number {
  return engine().state.gradientDepth;
}
