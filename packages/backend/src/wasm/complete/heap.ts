import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors.ts';

export type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * A new tensor on the wasm heap, filled by plain loops over the heap.
 *
 * @param fill gets a view of the result, whose contents are undefined, and views of the inputs. They are good until it returns.
 * @throws EngineError where the memory is exhausted.
 */
export function computeOnHeap(
  backend: unknown,
  inputs: readonly TensorInfo[],
  shape: readonly number[],
  dtype: 'float32' | 'int32' | 'bool',
  fill: (y: Numbers, ...xs: Numbers[]) => void,
): TensorInfo {
  const wasm = backend as BackendWasm;
  // Asking where an input lies may compute it, and the result needs memory; either may move the heap.
  for (const { dataId } of inputs) wasm.getMemoryOffset(dataId);
  const y = wasm.makeOutput([...shape], dtype);
  const bytes = util.sizeFromShape(y.shape) * util.bytesPerElement(dtype);
  if (bytes > 0 && wasm.getMemoryOffset(y.dataId) === 0) {
    throw new EngineError(
      `The wasm memory has no ${bytes} bytes left: use smaller batches, or dispose what is kept.`,
    );
  }
  const view = (x: TensorInfo) => wasm.typedArrayFromHeap(x) as Numbers;
  fill(view(y), ...inputs.map(view));
  return y;
}
