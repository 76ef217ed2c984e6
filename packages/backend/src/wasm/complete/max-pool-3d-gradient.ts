import { type KernelFunc, MaxPool3DGrad, type MaxPool3DGradAttrs } from '@tensorflow/tfjs-core';
import { cpuKernel } from '../on-cpu/cpu-kernel.ts';
import { KernelInputError } from './error.ts';

const onCpu = cpuKernel(MaxPool3DGrad);

/**
 * The stock kernel loses the gradient of windows whose values are all negative; the cpu backend's gives it to the wrong place
 * where a window is not as high as it is wide. Both are here only for where the engine does not run.
 *
 * @throws KernelInputError for such windows.
 */
export const maxPool3DGradient: KernelFunc = (args) => {
  const { filterSize } = args.attrs as unknown as MaxPool3DGradAttrs;
  if (Array.isArray(filterSize) && filterSize[1] !== filterSize[2]) {
    throw new KernelInputError(
      `Without the SIMD engine the gradient of maxPool3d wants windows as high as wide, got ${filterSize}.`,
    );
  }
  return onCpu(args);
};
