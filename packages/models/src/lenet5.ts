import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice } from './checks.ts';
import { torchWeights } from './network/initial-weights.ts';
import { batchNorm, conv2d, dense } from './network/layers.ts';
import { type Net, type NetworkConfig, network } from './network/network.ts';

export interface Lenet5Config extends NetworkConfig {
  /** Default: 'tanh', as in 1998; Dive into Deep Learning has 'sigmoid'. */
  readonly activation?: 'tanh' | 'sigmoid' | 'relu';
  /** Default: 'average'. */
  readonly pooling?: 'average' | 'max';
  /** Batch norm before each of the four activations. Default: false. */
  readonly batchNorm?: boolean;
  /** Zeros around the image. Default: 2 for images lower than 32 pixels, which makes 28 into the paper's 32, else 0. */
  readonly padding?: 0 | 2;
}

const CHANNELS = [6, 16] as const;
const UNITS = [120, 84] as const;

/**
 * LeNet-5 (LeCun et al. 1998, Gradient-based learning applied to document recognition) as it is built today: every map of the
 * second convolution sees all of the first, pooling has no weights, and the last layer gives logits. 61 706 weights with the
 * defaults, 62 158 trainable ones with batch norm, 62 006 on `[32, 32, 3]`; the network of 1998 has 60 000.
 *
 * Input `[N, ...inputShape]`, by default `[N, 28, 28, 1]`; output logits `[N, classes]`, by default of 10 classes. Weights start
 * as PyTorch's do.
 *
 * @throws ModelError where an option describes no network, or the image is too small.
 */
export function lenet5(config: Lenet5Config = {}): LayersModel {
  const { activation = 'tanh', pooling = 'average', batchNorm: normalized = false } = config;
  const [height] = config.inputShape ?? [28];
  const { padding = height < 32 ? 2 : 0 } = config;
  checkChoice('lenet5', 'activation', activation, ['tanh', 'sigmoid', 'relu']);
  checkChoice('lenet5', 'pooling', pooling, ['average', 'max']);
  checkChoice('lenet5', 'padding', padding, [0, 2]);

  const activated = (net: Net, x: SymbolicTensor, number: number) =>
    normalized
      ? net.apply(layers.activation({ name: `act${number}`, activation }), batchNorm(net, x, `bn${number}`))
      : x;
  const fused = normalized ? undefined : activation;
  const pool = pooling === 'average' ? layers.averagePooling2d : layers.maxPooling2d;
  return network(
    'lenet5',
    config,
    (net, image) => {
      let x = image;
      for (const [index, filters] of CHANNELS.entries()) {
        const number = index + 1;
        x = conv2d(net, x, {
          name: `conv${number}`,
          filters,
          kernelSize: 5,
          padding: index === 0 ? padding : 0,
          activation: fused,
          initial: torchWeights,
        });
        x = net.apply(pool({ name: `pool${number}`, poolSize: 2 }), activated(net, x, number));
      }
      x = net.apply(layers.flatten({ name: 'flatten' }), x);
      for (const [index, units] of UNITS.entries()) {
        x = dense(net, x, { name: `dense${index + 1}`, units, activation: fused, initial: torchWeights });
        x = activated(net, x, CHANNELS.length + index + 1);
      }
      return dense(net, x, { name: 'logits', units: net.classes, initial: torchWeights });
    },
    { classes: 10, inputShape: [28, 28, 1], options: ['activation', 'pooling', 'batchNorm', 'padding'] },
  );
}
