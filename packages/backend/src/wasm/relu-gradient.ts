import {
  type GradConfig,
  getBackend,
  type Tensor,
  type TensorInfo,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { type MakeKernel, sizeOf } from './kernel.ts';

export const RELU_GRADIENT = 'GradlabReluGradient';

export interface ReluGradientExports {
  /** dx = dy where x > 0, else 0. */
  reluGradient(x: number, dy: number, dx: number, count: number): void;
}

export const reluGradient: MakeKernel =
  (engine) =>
  ({ inputs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const dx = output(engine, x.shape);
    engine.wasm.reluGradient(address(engine, x), address(engine, dy), address(engine, dx), sizeOf(x.shape));
    return dx;
  };

/** Reads the signal and the input once; the stock gradient makes the step function first. */
export const withReluGradient = (stock: GradConfig): GradConfig => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    const [x] = saved as [Tensor];
    if (getBackend() !== 'wasm' || x.dtype !== 'float32') return stock.gradFunc(dy, saved, attrs);
    return { x: () => tfEngine().runKernel(RELU_GRADIENT, { x, dy: dy as Tensor }) as Tensor };
  },
});
