import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkPositive, checkRate } from './checks.ts';
import { ModelError } from './errors.ts';
import { heFanOutWeights, torchWeightsWithoutBias } from './network/initial-weights.ts';
import { averagePool, batchNorm, conv2d, dense, dropout, relu } from './network/layers.ts';
import { type Net, type NetworkConfig, network, widened } from './network/network.ts';

export interface WideResnetConfig extends NetworkConfig {
  /** Weighted layers, 6n + 4: 16, 22, 28, 40, ... Default: 28. */
  readonly depth?: number;
  /** Multiplies the channels 16, 32 and 64 of the three stages. Default: 10. */
  readonly widen?: number;
  /** Share of the values between the two convolutions of a block that training drops; the paper takes 0.3. Default: 0. */
  readonly dropout?: number;
}

const STEM_CHANNELS = 16;
const STAGES = [16, 32, 64] as const;

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly strides: number;
  readonly dropout: number;
}

/** Batch norm and ReLU come before each convolution; a projection starts from the activated input, a plain shortcut from the input. */
function block(
  net: Net,
  x: SymbolicTensor,
  { name, filters, strides, dropout: rate }: Block,
): SymbolicTensor {
  const conv = (y: SymbolicTensor, layer: string, kernelSize: number, stride: number) =>
    conv2d(net, y, {
      name: `${name}.${layer}`,
      filters,
      kernelSize,
      strides: stride,
      padding: kernelSize === 3 ? 1 : 0,
      useBias: false,
      initial: heFanOutWeights,
    });
  const activated = relu(net, batchNorm(net, x, `${name}.bn1`), `${name}.relu1`);
  const first = conv(activated, 'conv1', 3, strides);
  const middle = relu(net, batchNorm(net, first, `${name}.bn2`), `${name}.relu2`);
  const second = conv(dropout(net, middle, `${name}.dropout`, rate), 'conv2', 3, 1);
  const around = x.shape.at(-1) === filters ? x : conv(activated, 'convShortcut', 1, strides);
  return net.apply(layers.add({ name }), [second, around]);
}

/**
 * Wide residual network (Zagoruyko and Komodakis 2016, arXiv:1605.07146), WRN-`depth`-`widen`: three stages of pre-activation
 * blocks. 36 479 194 trainable weights with the defaults, WRN-28-10; 2 748 890 for WRN-16-4.
 *
 * Input `[N, ...inputShape]`, by default `[N, 32, 32, 3]`; output logits `[N, classes]`, by default of 10 classes. Convolutions
 * start normal by He's rule with the fan-out, the dense layer as PyTorch's with a bias of 0.
 *
 * @throws ModelError where `depth` is not 6n + 4 with n at least 1, or an option describes no network.
 */
export function wideResnet(config: WideResnetConfig = {}): LayersModel {
  const { depth = 28, widen = 10, dropout: rate = 0 } = config;
  const blocks = (depth - 4) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new ModelError(`wideResnet: depth must be 6n + 4, as 16, 22, 28 or 40 are, got ${depth}.`);
  }
  checkPositive('wideResnet', 'widen', widen);
  checkRate('wideResnet', 'dropout', rate);
  return network(
    'wideResnet',
    config,
    (net, image) => {
      let x = conv2d(net, image, {
        name: 'conv1',
        filters: STEM_CHANNELS,
        kernelSize: 3,
        padding: 1,
        useBias: false,
        initial: heFanOutWeights,
      });
      for (const [stage, channels] of STAGES.entries()) {
        for (let i = 0; i < blocks; i++) {
          x = block(net, x, {
            name: `block${stage + 1}.layer.${i}`,
            filters: widened(channels, widen),
            strides: stage > 0 && i === 0 ? 2 : 1,
            dropout: rate,
          });
        }
      }
      const features = averagePool(net, relu(net, batchNorm(net, x, 'bn1'), 'relu'), 'avgpool');
      return dense(net, features, { name: 'fc', units: net.classes, initial: torchWeightsWithoutBias });
    },
    { classes: 10, inputShape: [32, 32, 3], options: ['depth', 'widen', 'dropout'] },
  );
}
