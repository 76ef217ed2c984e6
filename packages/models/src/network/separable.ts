import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { InitialWeights } from './initial-weights.ts';
import { batchNorm, conv2d, depthwise, relu6 } from './layers.ts';
import type { Net } from './network.ts';

/** How both MobileNets convolve. */
export interface MobileStyle {
  readonly batchNorm: boolean;
  readonly padding: 'symmetric' | 'same';
  readonly initial: InitialWeights;
}

export interface MobileConvolution {
  readonly conv: string;
  readonly bn: string;
  /** Absent where no activation follows. */
  readonly relu?: string;
  /** Absent for a depthwise convolution. */
  readonly filters?: number;
  readonly kernelSize: 1 | 3;
  readonly strides?: number;
}

/** A convolution, batch norm or else a bias, and ReLU up to 6. */
export function mobileConv(
  net: Net,
  x: SymbolicTensor,
  { batchNorm: normalized, padding, initial }: MobileStyle,
  { conv, bn, relu, filters, kernelSize, strides = 1 }: MobileConvolution,
): SymbolicTensor {
  const shape = {
    name: conv,
    kernelSize,
    strides,
    padding: padding === 'same' ? padding : (kernelSize - 1) / 2,
    useBias: !normalized,
    initial,
  };
  const y = filters === undefined ? depthwise(net, x, shape) : conv2d(net, x, { ...shape, filters });
  const z = normalized ? batchNorm(net, y, bn) : y;
  return relu === undefined ? z : relu6(net, z, relu);
}
