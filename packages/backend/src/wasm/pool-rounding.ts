import {
  AvgPoolGrad,
  getBackend,
  MaxPoolGrad,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import type { WrapGradient } from './registry.ts';

const runPoolGradient = (kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap) => ({
  x: () => tfEngine().runKernel(kernel, inputs, attrs) as Tensor,
});

/**
 * The gradient of max pooling with the rounding mode of the forward pass. The stock gradient leaves it out, and so drops the
 * windows that `ceil` and `round` add.
 */
export const withMaxPoolRounding: WrapGradient = (stock) => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    if (getBackend() !== 'wasm') return stock.gradFunc(dy, saved, attrs);
    const [input, output] = saved as [Tensor, Tensor];
    return runPoolGradient(MaxPoolGrad, { dy: dy as Tensor, input, output }, attrs);
  },
});

/** The same for average pooling. */
export const withAvgPoolRounding: WrapGradient = (stock) => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    if (getBackend() !== 'wasm') return stock.gradFunc(dy, saved, attrs);
    const [input] = saved as [Tensor];
    return runPoolGradient(AvgPoolGrad, { dy: dy as Tensor, input }, attrs);
  },
});
