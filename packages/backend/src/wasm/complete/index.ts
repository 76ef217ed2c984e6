import {
  Cast,
  ClipByValue,
  Einsum,
  type KernelFunc,
  Log1p,
  Maximum,
  MaxPool3DGrad,
  Minimum,
  Relu6,
  ResizeBilinearGrad,
  ResizeNearestNeighborGrad,
  Sign,
  UnsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { coversOf } from '../on-cpu/covers.ts';
import { cpuKernel } from '../on-cpu/cpu-kernel.ts';
import { onCpu } from '../on-cpu/missing.ts';
import { einsum } from './einsum.ts';
import { cast, clipByValue, log1p, relu6, sign } from './elementwise.ts';
import { maximum, minimum } from './extremes.ts';
import { maxPool3DGradient } from './max-pool-3d-gradient.ts';
import { resizeBilinearGradient, resizeNearestNeighborGradient } from './resize-gradient.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** @param stock what is registered now; undefined where there is nothing. */
type MakeKernel = (stock: KernelFunc | undefined) => KernelFunc;

/** The stock kernel for what it is right about, the cpu backend's for the rest. */
const orOnCpu = (kernelName: string): MakeKernel => {
  const covers = coversOf(kernelName);
  const other = cpuKernel(kernelName);
  return (stock) => (stock === undefined ? other : (args) => (covers(args) ? stock(args) : other(args)));
};

/** Of our own: the stock kernel is missing, or wrong for ordinary numbers. */
const OWN: Readonly<Record<string, KernelFunc>> = {
  ...onCpu,
  [ClipByValue]: clipByValue,
  [Einsum]: einsum,
  [Log1p]: log1p,
  [MaxPool3DGrad]: maxPool3DGradient,
  [Relu6]: relu6,
  [ResizeBilinearGrad]: resizeBilinearGradient,
  [ResizeNearestNeighborGrad]: resizeNearestNeighborGradient,
  [Sign]: sign,
  [UnsortedSegmentSum]: unsortedSegmentSum,
};

/**
 * Kernels that make the wasm backend complete and right: what it lacks against the cpu backend, what it computes wrongly, and
 * what it computes wrongly for some types or shapes. Faster kernels go on top of them.
 *
 * @param registered names of the kernels that the wasm backend has now.
 */
export function completeKernels(registered: readonly string[]): Readonly<Record<string, MakeKernel>> {
  return {
    ...Object.fromEntries(registered.map((name) => [name, orOnCpu(name)])),
    ...Object.fromEntries(Object.entries(OWN).map(([name, kernel]) => [name, () => kernel])),
    [Maximum]: (stock) => maximum(orOnCpu(Maximum)(stock)),
    [Minimum]: (stock) => minimum(orOnCpu(Minimum)(stock)),
    [Cast]: (stock) => cast(orOnCpu(Cast)(stock)),
  };
}
