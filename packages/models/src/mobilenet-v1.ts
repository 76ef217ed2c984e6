import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkPositive, checkRate } from './checks.ts';
import { BLOCKS, STEM_CHANNELS } from './mobilenet-blocks.ts';
import { heFanOutWeights, smallWeights } from './network/initial-weights.ts';
import { averagePool, dense, dropout } from './network/layers.ts';
import { type NetworkConfig, network, widened } from './network/network.ts';
import { mobileConv } from './network/separable.ts';

export interface MobilenetConfig extends NetworkConfig {
  /** Width multiplier: every layer has this times the channels of the paper. Default: 1. */
  readonly width?: number;
  /** Batch norm behind each convolution. False where it is folded into them: they then have biases. Default: true. */
  readonly batchNorm?: boolean;
  /** 'symmetric' pads as PyTorch does, 'same' as TensorFlow: below and to the right where the stride is 2. Default: 'symmetric'. */
  readonly padding?: 'symmetric' | 'same';
  /** Share of the pooled features that training drops. Default: 0.001 in V1, as in Keras, 0.2 in V2, as in torchvision. */
  readonly dropout?: number;
}

export const MOBILENET_OPTIONS = ['width', 'batchNorm', 'padding', 'dropout'] as const;

export function checkMobilenet(
  name: string,
  { width = 1, padding = 'symmetric', dropout = 0 }: MobilenetConfig,
): void {
  checkPositive(name, 'width', width);
  checkChoice(name, 'padding', padding, ['symmetric', 'same']);
  checkRate(name, 'dropout', dropout);
}

/**
 * MobileNet V1 (Howard et al. 2017, arXiv:1704.04861): a 3 x 3 convolution of stride 2, thirteen depthwise separable blocks,
 * global average pooling, one dense layer; ReLU is cut at 6, as in the authors' code. 4 231 976 trainable weights with the
 * defaults. {@link mobilenetCifar} is the variant for 32 x 32 images.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`; output logits `[N, classes]`, by default of 1000 classes. Weights
 * start as {@link mobilenetV2}'s do, which torchvision gives: He's normal by the fan-out, 0.01 in the last layer.
 *
 * @throws ModelError where an option describes no network.
 */
export function mobilenetV1(config: MobilenetConfig = {}): LayersModel {
  const { width = 1, batchNorm = true, padding = 'symmetric', dropout: rate = 0.001 } = config;
  checkMobilenet('mobilenetV1', config);
  const style = { batchNorm, padding, initial: heFanOutWeights };
  const parts = (name: string) => ({ conv: name, bn: `${name}_bn`, relu: `${name}_relu` });
  return network(
    'mobilenetV1',
    config,
    (net, image) => {
      let x = mobileConv(net, image, style, {
        conv: 'stem_conv',
        bn: 'stem_bn',
        relu: 'stem_relu',
        filters: widened(STEM_CHANNELS, width),
        kernelSize: 3,
        strides: 2,
      });
      for (const [index, [channels, strides]] of BLOCKS.entries()) {
        const name = `block${index + 1}`;
        const filters = widened(channels, width);
        x = mobileConv(net, x, style, { ...parts(`${name}_depthwise`), kernelSize: 3, strides });
        x = mobileConv(net, x, style, { ...parts(`${name}_pointwise`), kernelSize: 1, filters });
      }
      const features = dropout(net, averagePool(net, x, 'pool'), 'dropout', rate);
      return dense(net, features, { name: 'logits', units: net.classes, initial: smallWeights });
    },
    { options: MOBILENET_OPTIONS },
  );
}
