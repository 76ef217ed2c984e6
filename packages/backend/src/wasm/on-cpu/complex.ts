import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelBackend, util } from '@tensorflow/tfjs-core';
import type { Undo } from '../registry.ts';

/**
 * Lets the wasm backend read complex64 tensors. It can hold them, as pairs of floats on its heap, but the stock backend knows
 * no way to read them.
 */
export function readComplex(backend: KernelBackend): Undo {
  const wasm = backend as BackendWasm;
  const stock = wasm.readSync;
  const readSync: BackendWasm['readSync'] = (dataId, start, end) => {
    const { dtype, shape } = wasm.dataIdMap.get(dataId);
    if (dtype !== 'complex64') return stock.call(wasm, dataId, start, end);
    const pairs = [util.sizeFromShape(shape), 2];
    return wasm.typedArrayFromHeap({ dataId, shape: pairs, dtype: 'float32' }).slice() as Float32Array;
  };
  wasm.readSync = readSync;
  return () => {
    if (wasm.readSync === readSync) wasm.readSync = stock;
  };
}
