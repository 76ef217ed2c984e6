import { type backend_util, getKernel, Slice, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine } from './engine.ts';
import { BACKEND } from './registry.ts';

/** @throws Error where a signal is smaller than the output of the convolution whose gradient is wanted. */
export function checkSignal(dy: TensorInfo, { outShape }: backend_util.Conv2DInfo): void {
  if (dy.shape.length !== 4 || outShape.some((length, axis) => (dy.shape[axis] as number) < length)) {
    throw new Error(
      `The gradient of a convolution to [${outShape}] needs a signal of that shape, got [${dy.shape}].`,
    );
  }
}

/**
 * Runs `use` with the part of a signal that a convolution of this geometry has outputs for. `tf.conv2dTranspose` may bring a larger
 * one, whose rest no input has seen.
 */
export function withSignal(
  { backend }: Engine,
  dy: TensorInfo,
  { outShape }: backend_util.Conv2DInfo,
  use: (signal: TensorInfo) => void,
): void {
  if (outShape.every((length, axis) => dy.shape[axis] === length)) {
    use(dy);
    return;
  }
  const { kernelFunc } = getKernel(Slice, BACKEND);
  const attrs = { begin: [0, 0, 0, 0], size: outShape };
  const part = kernelFunc({ inputs: { x: dy }, attrs, backend }) as TensorInfo;
  use(part);
  backend.disposeData(part.dataId);
}
