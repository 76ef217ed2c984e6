import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount, checkPositive, checkRate } from './checks.ts';
import { classicHead } from './network/classic-head.ts';
import { torchWeights } from './network/initial-weights.ts';
import { conv2d, maxPoolOfRelu } from './network/layers.ts';
import { type NetworkConfig, network, widened } from './network/network.ts';

export interface AlexnetConfig extends Omit<NetworkConfig, 'batchNormMomentum'> {
  /** Share of the values before each of the first two dense layers that training drops. Default: 0.5. */
  readonly dropout?: number;
  /** Units of these two layers. Default: 4096. */
  readonly hidden?: number;
  /** Multiplies the channels of all convolutions. Default: 1. */
  readonly width?: number;
}

interface Stage {
  /** Index of the convolution in torchvision's `features`. */
  readonly index: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: number;
  /** Index of the pooling that follows. */
  readonly pool?: number;
}

const STAGES: readonly Stage[] = [
  { index: 0, filters: 64, kernelSize: 11, strides: 4, padding: 2, pool: 2 },
  { index: 3, filters: 192, kernelSize: 5, strides: 1, padding: 2, pool: 5 },
  { index: 6, filters: 384, kernelSize: 3, strides: 1, padding: 1 },
  { index: 8, filters: 256, kernelSize: 3, strides: 1, padding: 1 },
  { index: 10, filters: 256, kernelSize: 3, strides: 1, padding: 1, pool: 12 },
];

/**
 * AlexNet as torchvision has it, after "One weird trick" (Krizhevsky 2014, arXiv:1404.5997): one tower, no local response
 * normalization. 61 100 840 weights with the defaults.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`, at least 63 pixels high and wide; output logits `[N, classes]`, by
 * default of 1000 classes. Layers are named as torchvision's modules; the rows of `classifier.1` are in NHWC order. Weights
 * start as PyTorch's do.
 *
 * @throws ModelError where an option describes no network, or the image is too small.
 */
export function alexnet(config: AlexnetConfig = {}): LayersModel {
  const { dropout = 0.5, hidden = 4096, width = 1 } = config;
  checkRate('alexnet', 'dropout', dropout);
  checkCount('alexnet', 'hidden', hidden);
  checkPositive('alexnet', 'width', width);
  return network(
    'alexnet',
    config,
    (net, image) => {
      let x = image;
      for (const { index, pool, filters, ...shape } of STAGES) {
        x = conv2d(net, x, {
          name: `features.${index}`,
          ...shape,
          filters: widened(filters, width),
          activation: 'relu',
          initial: torchWeights,
        });
        if (pool !== undefined) x = maxPoolOfRelu(net, x, { name: `features.${pool}`, size: 3, strides: 2 });
      }
      return classicHead(net, x, {
        size: 6,
        hidden,
        dropout,
        dropoutIndices: [0, 3],
        denseIndices: [1, 4, 6],
        initial: torchWeights,
      });
    },
    { options: ['dropout', 'hidden', 'width'] },
  );
}
