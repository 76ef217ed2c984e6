import { initializers } from '@tensorflow/tfjs-layers';

/**
 * He's initialization: normal with mean 0 and variance 2 / fanIn (He et al. 2015, arXiv:1502.01852, eq. 10). The built-in
 * `heNormal` cuts the normal at two standard deviations, which takes away a quarter of the variance.
 *
 * @param fanIn inputs of one output unit: kernel height x kernel width x input channels.
 * @param seed any integer.
 */
export function heInit(fanIn: number, seed: number): ReturnType<typeof initializers.randomNormal> {
  // Odd, because TensorFlow.js takes the seed 0 for none.
  return initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / fanIn), seed: 2 * seed + 1 });
}
