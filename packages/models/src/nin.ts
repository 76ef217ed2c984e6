import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkPositive, checkRate } from './checks.ts';
import { heWeights } from './network/initial-weights.ts';
import { averagePool, conv2d, dropout, maxPoolOfRelu } from './network/layers.ts';
import { type NetworkConfig, network, widened } from './network/network.ts';

export interface NinConfig extends Omit<NetworkConfig, 'batchNormMomentum'> {
  /** Share of the values before the last block that training drops. Default: 0.5. */
  readonly dropout?: number;
  /** Multiplies the channels of the first three blocks. Default: 1. */
  readonly width?: number;
}

interface Block {
  readonly channels: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: number;
}

const BLOCKS: readonly Block[] = [
  { channels: 96, kernelSize: 11, strides: 4, padding: 0 },
  { channels: 256, kernelSize: 5, strides: 1, padding: 2 },
  { channels: 384, kernelSize: 3, strides: 1, padding: 1 },
];

/**
 * Network in network (Lin et al. 2013, arXiv:1312.4400) with AlexNet's kernels, as in Dive into Deep Learning: four blocks of a
 * convolution and two 1 x 1 convolutions, all with ReLU, and the average over the image of the last block as logits. 1 992 166
 * weights with the defaults, 2 015 398 with three colours, 7 439 608 with 1000 classes too.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 1]`, at least 67 pixels high and wide; output logits `[N, classes]`, by
 * default of 10 classes. The classifier is the last block: `resetClassifier(model, classes, { from: 'block4.conv1' })` replaces
 * all of it. Kernels start as He et al. say, with biases of 0: from PyTorch's smaller ones twelve layers hardly begin to learn.
 *
 * @throws ModelError where an option describes no network, or the image is too small.
 */
export function nin(config: NinConfig = {}): LayersModel {
  const { dropout: rate = 0.5, width = 1 } = config;
  checkRate('nin', 'dropout', rate);
  checkPositive('nin', 'width', width);
  return network(
    'nin',
    config,
    (net, image) => {
      const last: Block = { channels: net.classes, kernelSize: 3, strides: 1, padding: 1 };
      const blocks = [...BLOCKS.map((b) => ({ ...b, channels: widened(b.channels, width) })), last];
      let x = image;
      for (const [index, { channels, ...first }] of blocks.entries()) {
        const name = `block${index + 1}`;
        if (index === BLOCKS.length) x = dropout(net, x, 'dropout', rate);
        for (const [place, shape] of [first, { kernelSize: 1 }, { kernelSize: 1 }].entries()) {
          x = conv2d(net, x, {
            name: `${name}.conv${place + 1}`,
            filters: channels,
            ...shape,
            activation: 'relu',
            initial: heWeights,
          });
        }
        if (index < BLOCKS.length)
          x = maxPoolOfRelu(net, x, { name: `pool${index + 1}`, size: 3, strides: 2 });
      }
      return averagePool(net, x, 'pool4');
    },
    { classes: 10, inputShape: [224, 224, 1], options: ['dropout', 'width'] },
  );
}
