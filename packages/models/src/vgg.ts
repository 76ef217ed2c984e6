import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkCount, checkPositive, checkRate } from './checks.ts';
import { classicHead } from './network/classic-head.ts';
import { heFanOutWeights, smallWeights } from './network/initial-weights.ts';
import { batchNorm, conv2d, maxPoolOfRelu, relu } from './network/layers.ts';
import { type NetworkConfig, network, widened } from './network/network.ts';

export interface VggConfig extends NetworkConfig {
  /** Batch norm between each convolution and its ReLU. Default: false. */
  readonly batchNorm?: boolean;
  /** Share of the values behind each of the first two dense layers that training drops. Default: 0.5. */
  readonly dropout?: number;
  /** Units of these two layers. Default: 4096. */
  readonly hidden?: number;
  /** Multiplies the channels of all convolutions. Default: 1. */
  readonly width?: number;
}

const CHANNELS = [64, 128, 256, 512, 512] as const;

/** Convolutions of each of the five stages: columns A, B, D and E of the paper's table 1. */
const DEPTHS = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;

/**
 * VGG (Simonyan and Zisserman 2014, arXiv:1409.1556) of any of its depths: 3 x 3 convolutions with ReLU in five stages, each
 * halved by max pooling, and three dense layers.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`, at least 32 pixels high and wide; output logits `[N, classes]`, by
 * default of 1000 classes. Layers are named as torchvision's modules; the rows of `classifier.0` are in NHWC order. Weights
 * start as torchvision's do: He's normal by the fan-out, and 0.01 in the dense layers. Drawing 138 million of them takes
 * seconds: `initialWeights: 'zeros'` where others are loaded.
 *
 * @throws ModelError where `depth` is not 11, 13, 16 or 19, an option describes no network, or the image is too small.
 */
export function vgg({
  depth = 16,
  ...config
}: VggConfig & { readonly depth?: 11 | 13 | 16 | 19 } = {}): LayersModel {
  const { batchNorm: normalized = false, dropout = 0.5, hidden = 4096, width = 1 } = config;
  checkChoice('vgg', 'depth', depth, [11, 13, 16, 19]);
  const name = `vgg${depth}${normalized ? 'Bn' : ''}`;
  checkRate(name, 'dropout', dropout);
  checkCount(name, 'hidden', hidden);
  checkPositive(name, 'width', width);
  return network(
    name,
    config,
    (net, image) => {
      let x = image;
      let index = 0;
      for (const [stage, count] of DEPTHS[depth].entries()) {
        for (let i = 0; i < count; i++) {
          x = conv2d(net, x, {
            name: `features.${index}`,
            filters: widened(CHANNELS[stage] as number, width),
            kernelSize: 3,
            padding: 1,
            activation: normalized ? undefined : 'relu',
            initial: heFanOutWeights,
          });
          if (normalized) x = relu(net, batchNorm(net, x, `features.${index + 1}`), `features.${index + 2}`);
          index += normalized ? 3 : 2;
        }
        x = maxPoolOfRelu(net, x, { name: `features.${index}`, size: 2, strides: 2 });
        index += 1;
      }
      return classicHead(net, x, {
        size: 7,
        hidden,
        dropout,
        dropoutIndices: [2, 5],
        denseIndices: [0, 3, 6],
        initial: smallWeights,
      });
    },
    { options: ['batchNorm', 'dropout', 'hidden', 'width'] },
  );
}

/** {@link vgg} with 11 layers: 132 863 336 weights. */
export const vgg11 = (config: VggConfig = {}): LayersModel => vgg({ ...config, depth: 11 });
/** {@link vgg} with 13 layers: 133 047 848 weights. */
export const vgg13 = (config: VggConfig = {}): LayersModel => vgg({ ...config, depth: 13 });
/** {@link vgg} with 16 layers: 138 357 544 weights. */
export const vgg16 = (config: VggConfig = {}): LayersModel => vgg({ ...config, depth: 16 });
/** {@link vgg} with 19 layers: 143 667 240 weights. */
export const vgg19 = (config: VggConfig = {}): LayersModel => vgg({ ...config, depth: 19 });

type VggBnConfig = Omit<VggConfig, 'batchNorm'>;
/** {@link vgg11} with batch norm: 132 868 840 weights. */
export const vgg11Bn = (config: VggBnConfig = {}): LayersModel => vgg11({ ...config, batchNorm: true });
/** {@link vgg13} with batch norm: 133 053 736 weights. */
export const vgg13Bn = (config: VggBnConfig = {}): LayersModel => vgg13({ ...config, batchNorm: true });
/** {@link vgg16} with batch norm: 138 365 992 weights. */
export const vgg16Bn = (config: VggBnConfig = {}): LayersModel => vgg16({ ...config, batchNorm: true });
/** {@link vgg19} with batch norm: 143 678 248 weights. */
export const vgg19Bn = (config: VggBnConfig = {}): LayersModel => vgg19({ ...config, batchNorm: true });
