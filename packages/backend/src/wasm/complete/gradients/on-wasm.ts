import { type GradConfig, getBackend } from '@tensorflow/tfjs-core';
import type { WrapGradient } from '../../registry.ts';

/** Gradients are registered once for all backends: this one counts where wasm computes, the stock one elsewhere. */
export const onWasm =
  (make: (stock: GradConfig) => GradConfig['gradFunc']): WrapGradient =>
  (stock) => {
    const ours = make(stock);
    return {
      ...stock,
      gradFunc: (dy, saved, attrs) => (getBackend() === 'wasm' ? ours : stock.gradFunc)(dy, saved, attrs),
    };
  };
