import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import type { EngineExports } from './engine-exports.ts';
import { type WasmBackend, wasmBackend } from './internals.ts';
import { isShared } from './threads/is-shared.ts';
import type { Pool } from './threads/pool.ts';

/** Which of the two modules runs: plain 128-bit SIMD, or with fused multiply-add (relaxed SIMD). */
export type EngineBuild = 'simd' | 'fma';

/** Our kernels, in the memory of the started wasm backend. */
export interface Engine {
  readonly build: EngineBuild;
  readonly backend: WasmBackend;
  readonly wasm: EngineExports;
  readonly memory: WebAssembly.Memory;
  /** Fits the memory, as instances in other threads must. */
  readonly module: WebAssembly.Module;
  /** Threads for the kernels that split their work (parallel.ts). It goes when the registration is undone. */
  pool?: Pool | undefined;
}

/** Smallest modules that use an instruction of each set: (func (drop (i8x16.splat ...))) and f32x4.relaxed_madd. */
const PROBES: Readonly<Record<EngineBuild, readonly number[]>> = {
  simd: [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
  fma: [
    1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11,
  ],
};

/** The fastest build that this JavaScript engine can compile; undefined without SIMD. */
export function supportedBuild(): EngineBuild | undefined {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  return (['fma', 'simd'] as const).find((build) =>
    WebAssembly.validate(new Uint8Array([...header, ...PROBES[build]])),
  );
}

/** As the memory is: shared where the threaded build runs, which browsers choose by themselves in isolated pages. */
async function compile(
  bytes: Uint8Array<ArrayBuffer>,
  memory: WebAssembly.Memory,
): Promise<WebAssembly.Module> {
  if (!isShared(memory)) return WebAssembly.compile(bytes);
  const { withSharedMemory } = await import('./threads/shared-memory.ts');
  return WebAssembly.compile(withSharedMemory(bytes));
}

/**
 * Puts the engine into the memory of the started wasm backend.
 *
 * @throws EngineError where TensorFlow.js is built differently than expected.
 */
export async function createEngine(bytes: Uint8Array<ArrayBuffer>, build: EngineBuild): Promise<Engine> {
  const { backend, memory } = wasmBackend();
  const module = await compile(bytes, memory);
  const env = {
    memory,
    abort: () => {
      throw new EngineError(
        'The engine was called with impossible arguments; this is a bug of @gradlab/backend.',
      );
    },
  };
  const { exports } = await WebAssembly.instantiate(module, { env });
  return { build, backend, wasm: exports as unknown as EngineExports, memory, module };
}

/** Byte address of a tensor. Addresses stay valid until the tensor is disposed; views of the memory do not. */
export function address({ backend }: Engine, { dataId }: TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** The same for an input that may be absent: 0. */
export function addressOr0(engine: Engine, info: TensorInfo | null | undefined): number {
  return info ? address(engine, info) : 0;
}

/** @throws EngineError where the memory is exhausted (4 GB at most). */
function checkAllocated(offset: number, bytes: number): void {
  if (offset === 0 && bytes > 0) {
    throw new EngineError(
      `The wasm memory has no ${(bytes / 2 ** 20).toFixed(0)} MB left: use smaller batches, or dispose what is kept.`,
    );
  }
}

/** Memory for a result; its contents are undefined. */
export function output(
  { backend }: Engine,
  shape: readonly number[],
  dtype: DataType = 'float32',
): TensorInfo {
  const info = backend.makeOutput(shape, dtype);
  const bytes = util.sizeFromShape([...shape]) * util.bytesPerElement(dtype);
  checkAllocated(backend.dataIdMap.get(info.dataId).memoryOffset, bytes);
  return info;
}

const scratchOf = new WeakMap<WasmBackend, Map<string, { address: number; bytes: number }>>();

/** Memory that kernels use while they run, kept from call to call and grown when needed. One per name. */
export function scratch({ backend }: Engine, name: string, bytes: number): number {
  const places = scratchOf.get(backend) ?? new Map<string, { address: number; bytes: number }>();
  scratchOf.set(backend, places);
  const place = places.get(name);
  if (place !== undefined && place.bytes >= bytes) return place.address;
  if (place !== undefined) backend.wasm._free(place.address);
  // Room to grow, and a tail that vector loads may run into.
  const wanted = Math.ceil(bytes * 1.25) + 64;
  const fresh = { address: backend.wasm._malloc(wanted) >>> 0, bytes: wanted };
  if (fresh.address === 0) places.delete(name);
  checkAllocated(fresh.address, wanted);
  places.set(name, fresh);
  return fresh.address;
}

/** The whole memory as 32-bit words; take a new view after every allocation, because memory that grows moves. */
export function words({ memory }: Engine): Int32Array {
  return new Int32Array(memory.buffer);
}

/** The same as bytes. */
export function bytes({ memory }: Engine): Uint8Array {
  return new Uint8Array(memory.buffer);
}
