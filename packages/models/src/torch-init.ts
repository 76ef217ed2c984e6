import { initializers } from '@tensorflow/tfjs-layers';

type Initializer = ReturnType<typeof initializers.randomUniform>;

export interface TorchInit {
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
}

/**
 * PyTorch's default for Linear and Conv2d: kernel and bias are uniform in [-1/sqrt(fanIn), 1/sqrt(fanIn)]. PyTorch writes
 * the kernel's bound as Kaiming uniform with a = sqrt(5), which is the same number.
 *
 * @param fanIn inputs of one output unit: kernel height x kernel width x input channels, or the features of a dense layer.
 * @param seed any integer; kernel and bias draw from different streams of it.
 */
export function torchInit(fanIn: number, seed: number): TorchInit {
  const bound = 1 / Math.sqrt(fanIn);
  const uniform = (stream: number) =>
    initializers.randomUniform({ minval: -bound, maxval: bound, seed: 2 * seed + stream });
  return { kernelInitializer: uniform(0), biasInitializer: uniform(1) };
}

/** PyTorch's BatchNorm constants in Keras' terms: its momentum 0.1 is the weight of the new value, Keras' that of the old. */
export const TORCH_BATCH_NORM = { epsilon: 1e-5, momentum: 0.9 } as const;
