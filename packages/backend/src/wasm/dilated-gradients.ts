import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  type GradConfig,
  getBackend,
  type NamedAttrMap,
  type Tensor,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import type { WrapGradient } from './registry.ts';

const isDilated = (dilations: unknown) => [dilations ?? 1].flat().some((rate) => rate !== 1);

/** TensorFlow.js refuses gradients of dilated convolutions; the engine's kernels compute them. Everything else stays as it is. */
const withDilation =
  (inputKernel: string, filterKernel: string): WrapGradient =>
  (stock: GradConfig): GradConfig => ({
    ...stock,
    gradFunc: (dy, saved, attrs) => {
      if (getBackend() !== 'wasm' || !isDilated(attrs.dilations)) return stock.gradFunc(dy, saved, attrs);
      const [x, filter] = saved as [Tensor, Tensor];
      const run = (kernel: string, inputs: Record<string, Tensor>, more: Record<string, unknown>) =>
        tfEngine().runKernel(kernel, inputs, { ...attrs, ...more } as NamedAttrMap) as Tensor;
      return {
        x: () => run(inputKernel, { dy: dy as Tensor, filter }, { inputShape: x.shape }),
        filter: () => run(filterKernel, { x, dy: dy as Tensor }, { filterShape: filter.shape }),
      };
    },
  });

export const withDilatedGradient = withDilation(Conv2DBackpropInput, Conv2DBackpropFilter);

export const withDilatedDepthwiseGradient = withDilation(
  DepthwiseConv2dNativeBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
);
