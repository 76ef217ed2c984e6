import { getKernel, type KernelBackend, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Runs stock kernels of the wasm backend below the engine: their results are raw buffers that the engine does not count,
 * so a composed kernel must release every one of them that it does not return. `Scratch` keeps that list.
 */
export class Scratch {
  readonly #backend: KernelBackend;
  readonly #made: TensorInfo[] = [];

  constructor(backend: unknown) {
    this.#backend = backend as KernelBackend;
  }

  run(kernel: string, inputs: Readonly<Record<string, TensorInfo>>, attrs: Attributes): TensorInfo {
    const { kernelFunc } = getKernel(kernel, 'wasm');
    const output = kernelFunc({
      inputs: { ...inputs },
      attrs: attrs as unknown as NamedAttrMap,
      backend: this.#backend,
    }) as TensorInfo;
    this.#made.push(output);
    return output;
  }

  transpose(x: TensorInfo, perm: readonly number[]): TensorInfo {
    return this.run('Transpose', { x }, { perm: [...perm] });
  }

  /** Releases every buffer made so far except the result. */
  keep(result: TensorInfo): TensorInfo {
    for (const { dataId } of this.#made) {
      if (dataId !== result.dataId) this.#backend.disposeData(dataId);
    }
    return result;
  }
}
