import { broadcast_util, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

/** The sum over what was repeated to fit the result. */
function summedTo(gradient: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, gradient.shape);
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}

/**
 * Gradient of an elementwise kernel of two tensors of which one may be repeated. The stock gradients of `maximum`, `minimum` and
 * `squaredDifference` throw then.
 */
export const broadcastingGradient = onWasm((stock) => (dy, saved, attrs) => {
  const ofResultShape = stock.gradFunc(dy, saved, attrs);
  const ofInputShape = (stock.inputsToSave ?? []).map((name, i) => {
    const gradient = ofResultShape[name] as () => Tensor;
    return [name, () => summedTo(gradient(), (saved[i] as Tensor).shape)] as const;
  });
  return Object.fromEntries(ofInputShape);
});
