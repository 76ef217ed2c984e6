import {
  div,
  type GradConfig,
  getBackend,
  type Tensor,
  engine as tfEngine,
  util,
} from '@tensorflow/tfjs-core';
import { REPEAT_KERNEL } from './broadcast.ts';
import { recordings } from './internals.ts';
import { sizeOf } from './kernel.ts';
import type { WrapGradient } from './registry.ts';

/** The stock gradients multiply by ones, which JavaScript writes one by one; this one repeats the signal. */
const repeating =
  (mean: boolean): WrapGradient =>
  (stock) => ({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [Tensor];
      if (getBackend() !== 'wasm' || recordings() > 0) return stock.gradFunc(dy, saved, attrs);
      const axes = util.parseAxisParam(attrs.axis as number[], x.shape);
      const count = sizeOf(axes.map((axis) => x.shape[axis] as number));
      const derX = () => {
        const signal = mean ? div(dy as Tensor, count) : (dy as Tensor);
        return tfEngine().runKernel(REPEAT_KERNEL, { x: signal }, { shape: x.shape, axes }) as Tensor;
      };
      return { x: derX };
    },
  });

export const withSumGradient: (stock: GradConfig) => GradConfig = repeating(false);
export const withMeanGradient: (stock: GradConfig) => GradConfig = repeating(true);
