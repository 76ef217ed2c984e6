import {
  broadcast_util,
  getBackend,
  reshape,
  sum,
  type Tensor,
  type TensorInfo,
  engine as tfEngine,
  util,
} from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { type MakeKernel, sizeOf } from './kernel.ts';
import type { WrapGradient } from './registry.ts';

export interface PreluGradientExports {
  /** x is `[rows, columns]`, alpha `[columns]`. */
  preluGradient(x: number, alpha: number, dy: number, dx: number, rows: number, columns: number): void;
  /** dy x where x <= 0, else 0. */
  slopeTerms(x: number, dy: number, terms: number, count: number): void;
}

const INPUT_GRADIENT = 'GradlabPreluGradient';
const SLOPE_TERMS = 'GradlabPreluSlopeTerms';

const inputGradient: MakeKernel =
  (engine) =>
  ({ inputs }) => {
    const { x, alpha, dy } = inputs as { x: TensorInfo; alpha: TensorInfo; dy: TensorInfo };
    const dx = output(engine, x.shape);
    const columns = sizeOf(alpha.shape);
    const rows = columns === 0 ? 0 : sizeOf(x.shape) / columns;
    const places = [x, alpha, dy, dx].map((info) => address(engine, info));
    engine.wasm.preluGradient(...(places as [number, number, number, number]), rows, columns);
    return dx;
  };

const slopeTerms: MakeKernel =
  (engine) =>
  ({ inputs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const terms = output(engine, x.shape);
    const places = [x, dy, terms].map((info) => address(engine, info));
    engine.wasm.slopeTerms(...(places as [number, number, number]), sizeOf(x.shape));
    return terms;
  };

export const preluGradientKernels: Readonly<Record<string, MakeKernel>> = {
  [INPUT_GRADIENT]: inputGradient,
  [SLOPE_TERMS]: slopeTerms,
};

/** Whether a tensor of this shape is repeated along the first axes only. */
function repeatsFirstAxes(small: readonly number[], shape: readonly number[]): boolean {
  const start = small.findIndex((size) => size !== 1);
  const own = start < 0 ? [1] : small.slice(start);
  return util.arraysEqual(own, start < 0 ? [1] : shape.slice(-own.length));
}

/** The gradient of PReLU where the slopes are per channel, per feature, or one. */
export const withPreluGradient: WrapGradient = (stock) => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    const [x, alpha] = saved as [Tensor, Tensor];
    const signal = dy as Tensor;
    const floats = [x, alpha, signal].every(({ dtype }) => dtype === 'float32');
    const fits = util.arraysEqual(x.shape, signal.shape) && repeatsFirstAxes(alpha.shape, x.shape);
    if (getBackend() !== 'wasm' || !floats || !fits) return stock.gradFunc(dy, saved, attrs);
    const run = (kernel: string, inputs: Record<string, Tensor>) =>
      tfEngine().runKernel(kernel, inputs) as Tensor;
    return {
      x: () => run(INPUT_GRADIENT, { x, alpha, dy: signal }),
      alpha: () => {
        const terms = run(SLOPE_TERMS, { x, dy: signal });
        const axes = broadcast_util.getReductionAxes(alpha.shape, x.shape);
        return reshape(axes.length > 0 ? sum(terms, axes) : terms, alpha.shape);
      },
    };
  },
});
