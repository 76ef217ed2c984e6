import {
  add,
  type GradConfig,
  getBackend,
  mul,
  neg,
  rsqrt,
  square,
  sum,
  type Tensor,
  type TensorInfo,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { batchNormWork, channelMatrix } from './channel-matrix.ts';
import { address, output } from './engine.ts';
import { recordings } from './internals.ts';
import type { MakeKernel } from './kernel.ts';

export const PRODUCTS_KERNEL = 'GradlabBatchNormProducts';

/** `[channels]`: sums of dy (x - mean). */
export const batchNormProducts: MakeKernel =
  (engine) =>
  ({ inputs }) => {
    const { x, mean, dy } = inputs as Record<'x' | 'mean' | 'dy', TensorInfo>;
    const { rows, channels } = channelMatrix(x.shape);
    const out = output(engine, [channels]);
    const [from, signal, m, to] = [x, dy, mean, out].map((info) => address(engine, info)) as [
      number,
      number,
      number,
      number,
    ];
    const work = batchNormWork(engine, rows, channels);
    engine.wasm.batchNormProducts(from, signal, rows, channels, m, to, work);
    return out;
  };

/**
 * The gradient of batch normalization with given statistics. Each part is computed when it is asked for: an attack on a network
 * in inference wants that of x alone, which is one multiplication.
 */
export const withBatchNormGradient = (stock: GradConfig): GradConfig => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const covered = mean.rank === 1 && mean.size === x.shape.at(-1) && x.dtype === 'float32';
    if (getBackend() !== 'wasm' || !covered || recordings() > 0) return stock.gradFunc(dy, saved, attrs);
    const signal = dy as Tensor;
    const rows = [...Array(x.rank - 1).keys()];
    const inverse = () => rsqrt(add(variance, attrs.varianceEpsilon as number));
    const factor = () => (scale ? mul(inverse(), scale) : inverse());
    const products = () => tfEngine().runKernel(PRODUCTS_KERNEL, { x, mean, dy: signal }) as Tensor;
    return {
      x: () => mul(signal, factor()),
      mean: () => neg(mul(factor(), sum(signal, rows))),
      variance: () => mul(mul(-0.5, mul(factor(), square(inverse()))), products()),
      scale: () => mul(inverse(), products()),
      offset: () => sum(signal, rows),
    };
  },
});
