import {
  Complex,
  ComplexAbs,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  Draw,
  FFT,
  IFFT,
  Imag,
  type KernelFunc,
  RaggedGather,
  RaggedRange,
  RaggedTensorToTensor,
  Real,
  StaticRegexReplace,
} from '@tensorflow/tfjs-core';
import { cpuKernel } from './cpu-kernel.ts';

/** What the stock wasm backend lacks, and what it computes wrongly on ordinary input: the reason stands beside the name. */
export const CPU_KERNELS = [
  Complex,
  ComplexAbs,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  Draw,
  FFT,
  IFFT,
  Imag,
  RaggedGather,
  RaggedRange,
  RaggedTensorToTensor,
  Real,
  StaticRegexReplace,
  // Result of type float32 instead of int32, and -2^31 where an int32 is divided by 0.
  'FloorDiv',
  // Windows whose values are all negative get 1.2e-38, or lose their gradient.
  'MaxPool3D',
  'MaxPoolGrad',
  'MaxPoolWithArgmax',
  'Dilation2D',
  'Dilation2DBackpropInput',
  'Dilation2DBackpropFilter',
  // Gradients of the wrong places.
  'Conv3DBackpropInputV2',
  'Conv3DBackpropFilterV2',
] as const;

export const onCpu: Readonly<Record<string, KernelFunc>> = Object.fromEntries(
  CPU_KERNELS.map((name) => [name, cpuKernel(name)]),
);
