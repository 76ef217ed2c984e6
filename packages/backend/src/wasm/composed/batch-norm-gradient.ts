import {
  add,
  type GradConfig,
  getBackend,
  mul,
  neg,
  pow,
  reshape,
  rsqrt,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * The gradient of batch normalization with broadcasting. The stock one first repeats the per-channel factor over the whole
 * batch with Tile, which takes a third of a training step on wasm. Other backends, and statistics that are not per channel,
 * keep the stock gradient: gradients are registered once for all backends.
 */
export const batchNormGradient = (stock: GradConfig): GradConfig => ({
  ...stock,
  gradFunc: (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    if (getBackend() !== 'wasm' || mean.rank !== 1) return stock.gradFunc(dy, saved, attrs);
    const signal = dy as Tensor;
    const channels = mean.size;
    const rows = [x.size / channels, channels];
    const overRows = (values: Tensor) => sum(reshape(values, rows), 0);
    const reciprocalStd = rsqrt(add(variance, attrs.varianceEpsilon as number));
    const factor = scale === undefined || scale === null ? reciprocalStd : mul(reciprocalStd, scale);
    const centred = () => mul(signal, sub(x, mean));
    return {
      x: () => mul(signal, factor),
      mean: () => neg(mul(factor, overRows(signal))),
      variance: () => mul(mul(-0.5, mul(factor, pow(reciprocalStd, 2))), overRows(centred())),
      scale: () => mul(reciprocalStd, overRows(centred())),
      offset: () => overRows(signal),
    };
  },
});
