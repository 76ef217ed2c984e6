import { initializers } from '@tensorflow/tfjs-layers';
import { heInit } from '../he-init.ts';
import { type TorchInit, torchInit } from '../torch-init.ts';

/** Numbers of inputs that one output sums, and of outputs that one input reaches, by the shape of the kernel. */
export interface Fan {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Gives the initializers of a layer's kernel and bias. */
export type InitialWeights = (fan: Fan, seed: number) => TorchInit;

export const zeroWeights: InitialWeights = () => ({
  kernelInitializer: initializers.zeros(),
  biasInitializer: initializers.zeros(),
});

/** PyTorch's default. */
export const torchWeights: InitialWeights = ({ fanIn }, seed) => torchInit(fanIn, seed);

/** PyTorch's `kaiming_normal_` for ReLU, with `mode='fan_in'`; biases of 0. */
export const heWeights: InitialWeights = ({ fanIn }, seed) => ({
  kernelInitializer: heInit(fanIn, seed),
  biasInitializer: initializers.zeros(),
});

/** PyTorch's `kaiming_normal_` for ReLU, with `mode='fan_out'`; biases of 0. */
export const heFanOutWeights: InitialWeights = ({ fanOut }, seed) => ({
  kernelInitializer: heInit(fanOut, seed),
  biasInitializer: initializers.zeros(),
});

/** PyTorch's default kernel; biases of 0. */
export const torchWeightsWithoutBias: InitialWeights = ({ fanIn }, seed) => ({
  kernelInitializer: torchInit(fanIn, seed).kernelInitializer,
  biasInitializer: initializers.zeros(),
});

/** Normal with standard deviation 0.01; biases of 0. */
export const smallWeights: InitialWeights = (_, seed) => ({
  // Odd, because TensorFlow.js takes the seed 0 for none.
  kernelInitializer: initializers.randomNormal({ mean: 0, stddev: 0.01, seed: 2 * seed + 1 }),
  biasInitializer: initializers.zeros(),
});
