import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { DataType } from '@tensorflow/tfjs-core';

type Values = Parameters<MathBackendCPU['write']>[0];

/**
 * A cpu backend of its own for one kernel call. Nothing refers to its data afterwards, so whatever the kernel forgets to
 * release goes with it, and the engine's own cpu backend, if there is one, never sees a tensor of ours.
 */
export class ThrowawayCpu extends MathBackendCPU {
  /** As the stock one, without its advice on first use to install the native backend. */
  override write(values: Values, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }
}
