import { backend, findBackendFactory, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { SynchronousReadError } from '../errors.ts';
import { checkAdapter, type Gpu } from '../webgpu-adapter.ts';
import { optionalPackages } from './optional-package.ts';

interface Dawn {
  readonly create: (flags: readonly string[]) => Gpu;
  /** `GPUBufferUsage` and the like, which pages find on `globalThis`. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Puts WebGPU where TensorFlow.js looks for it. */
function publish(gpu: Gpu, globals: Dawn['globals']): void {
  Object.assign(globalThis, globals);
  // Node 20 has no navigator; later ones have one that says more than this.
  const navigator = 'navigator' in globalThis ? globalThis.navigator : {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

/**
 * Brings WebGPU to Node: Chromium's Dawn, which is the npm package `webgpu`, and TensorFlow.js' backend for it. Where it
 * cannot be used, nothing of it is left on `globalThis`.
 *
 * @param software whether an adapter that computes on the CPU will do.
 * @throws Error whose message says what is missing.
 */
export async function loadDawn({ software }: { readonly software: boolean }): Promise<void> {
  const [dawn, webgpuBackend] = optionalPackages('webgpu', '@tensorflow/tfjs-backend-webgpu');
  const published = (globalThis.navigator as { readonly gpu?: Gpu } | undefined)?.gpu;
  if (published) await checkAdapter(published, { software });
  else {
    const { create, globals } = (await dawn.load()) as unknown as Dawn;
    const gpu = create([]);
    await checkAdapter(gpu, { software });
    publish(gpu, globals);
  }
  await webgpuBackend.load();
  if (!findBackendFactory('webgpu')) {
    throw new Error(
      'TensorFlow.js found no WebGPU when @tensorflow/tfjs-backend-webgpu was imported (leave that to loadBackend)',
    );
  }
}

const explained = new WeakSet<KernelBackend>();

/**
 * Synchronous reads go through a canvas, which Node does not have, and Dawn offers no other way: the error says so, instead
 * of that an `OffscreenCanvas` is missing.
 */
export function explainSynchronousReads(): void {
  const started = backend();
  if (explained.has(started)) return;
  explained.add(started);
  const read = started.readSync.bind(started);
  started.readSync = (dataId: TensorInfo['dataId']) => {
    try {
      return read(dataId);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new SynchronousReadError(
        'A tensor on WebGPU cannot be read synchronously in Node: use await tensor.data() in place of tensor.dataSync().',
        { cause: error },
      );
    }
  };
}
