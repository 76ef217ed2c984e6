import { Elu, getKernel, LeakyRelu, Prelu, Relu6, Sigmoid, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine } from './engine.ts';
import { BACKEND } from './registry.ts';

/** What a fused kernel may end with besides nothing and ReLU, and the kernel that computes it alone. */
const KERNELS: Readonly<Record<string, string>> = {
  relu6: Relu6,
  elu: Elu,
  sigmoid: Sigmoid,
  leakyrelu: LeakyRelu,
  prelu: Prelu,
};

export interface FusedActivation {
  readonly activation?: string | null | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

/** The part of it that our kernels compute on the way out; the rest is left to `finish`. */
export const isRelu = ({ activation }: FusedActivation) => activation === 'relu';

/**
 * Applies an activation that is neither linear nor ReLU to a result that nobody has seen yet, in a pass of its own. Not left to
 * the stock fused kernels: they are wrong for some combinations with transposes.
 */
export function finish(
  { backend }: Engine,
  x: TensorInfo,
  { activation, leakyreluAlpha }: FusedActivation,
  weights: TensorInfo | undefined,
): TensorInfo {
  if (!activation || activation === 'linear' || activation === 'relu') return x;
  const kernelName = KERNELS[activation];
  if (kernelName === undefined) throw new Error(`There is no fused activation "${activation}".`);
  const { kernelFunc } = getKernel(kernelName, BACKEND);
  const inputs = { x, ...(weights ? { alpha: weights } : {}) };
  const attrs = activation === 'leakyrelu' ? { alpha: leakyreluAlpha ?? 0.2 } : {};
  const y = kernelFunc({ inputs, attrs, backend }) as TensorInfo;
  backend.disposeData(x.dataId);
  return y;
}
