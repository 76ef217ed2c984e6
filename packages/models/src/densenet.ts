import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice, checkCount, checkRate } from './checks.ts';
import { ModelError } from './errors.ts';
import { heWeights, torchWeightsWithoutBias } from './network/initial-weights.ts';
import { averagePool, batchNorm, conv2d, dense, dropout, maxPoolOfRelu, relu } from './network/layers.ts';
import { type Net, type NetworkConfig, network } from './network/network.ts';

export interface DensenetConfig extends NetworkConfig {
  /** Share of the channels that each dense layer adds that training drops. Default: 0. */
  readonly dropout?: number;
  /**
   * 'imagenet' begins with a 7 x 7 convolution of stride 2 and max pooling; 'cifar' with a 3 x 3 convolution alone, for images of
   * some 32 pixels. Default: 'imagenet'.
   */
  readonly stem?: 'imagenet' | 'cifar';
}

export interface DensenetShape {
  /** Dense layers of each block. Default: [6, 12, 24, 16], DenseNet-121. */
  readonly blocks?: readonly number[];
  /** Channels that each dense layer adds. Default: 32. */
  readonly growth?: number;
  /** Channels of the first convolution. Default: 64. */
  readonly stemChannels?: number;
  /** Channels of the 1 x 1 convolution of a dense layer, as a multiple of `growth`. Default: 4. */
  readonly bottleneck?: number;
}

const DENSENET_121 = [6, 12, 24, 16] as const;

interface Normed {
  readonly number: number | '';
  readonly filters: number;
  readonly kernelSize: 1 | 3;
}

/** Batch norm, ReLU and convolution, in this order. */
function normReluConv(net: Net, x: SymbolicTensor, name: string, { number, filters, kernelSize }: Normed) {
  const activated = relu(net, batchNorm(net, x, `${name}.norm${number}`), `${name}.relu${number}`);
  return conv2d(net, activated, {
    name: `${name}.conv${number}`,
    filters,
    kernelSize,
    padding: kernelSize === 3 ? 1 : 0,
    useBias: false,
    initial: heWeights,
  });
}

/**
 * DenseNet-BC (Huang et al. 2016, arXiv:1608.06993) as torchvision has it: every dense layer sees the channels of all before it
 * in its block and adds `growth` of its own; between blocks a 1 x 1 convolution halves the channels and pooling the image.
 * DenseNet-BC-100-12 for CIFAR-10, 769 162 weights, is
 * `densenet({ blocks: [16, 16, 16], growth: 12, stemChannels: 24, stem: 'cifar', inputShape: [32, 32, 3], classes: 10 })`.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`, at least 29 pixels high and wide; output logits `[N, classes]`, by
 * default of 1000 classes. Layers are named as torchvision's modules. Weights start as torchvision's do: He's normal, PyTorch's
 * default with a bias of 0 in the last layer.
 *
 * @throws ModelError where an option describes no network, or the image is too small.
 */
export const densenet = (config: DensenetConfig & DensenetShape = {}): LayersModel =>
  variant('densenet', config);

function variant(name: string, config: DensenetConfig & DensenetShape): LayersModel {
  const { blocks = DENSENET_121, growth = 32, stemChannels = 64, bottleneck = 4 } = config;
  const { dropout: rate = 0, stem = 'imagenet' } = config;
  if (blocks.length === 0) throw new ModelError(`${name}: blocks must name at least one block, got none.`);
  for (const [i, count] of blocks.entries()) checkCount(name, `blocks[${i}]`, count);
  checkCount(name, 'growth', growth);
  checkCount(name, 'stemChannels', stemChannels);
  checkCount(name, 'bottleneck', bottleneck);
  checkRate(name, 'dropout', rate);
  checkChoice(name, 'stem', stem, ['imagenet', 'cifar']);
  return network(
    name,
    config,
    (net, image) => {
      const imagenet = stem === 'imagenet';
      let x = conv2d(net, image, {
        name: 'features.conv0',
        filters: stemChannels,
        ...(imagenet ? { kernelSize: 7, strides: 2, padding: 3 } : { kernelSize: 3, padding: 1 }),
        useBias: false,
        initial: heWeights,
      });
      if (imagenet) {
        x = relu(net, batchNorm(net, x, 'features.norm0'), 'features.relu0');
        x = maxPoolOfRelu(net, x, { name: 'features.pool0', size: 3, strides: 2, padding: 1 });
      }
      for (const [index, count] of blocks.entries()) {
        const number = index + 1;
        for (let i = 1; i <= count; i++) {
          const name = `features.denseblock${number}.denselayer${i}`;
          const narrow = normReluConv(net, x, name, {
            number: 1,
            filters: bottleneck * growth,
            kernelSize: 1,
          });
          const added = normReluConv(net, narrow, name, { number: 2, filters: growth, kernelSize: 3 });
          const kept = dropout(net, added, `${name}.dropout`, rate);
          x = net.apply(layers.concatenate({ name: `${name}.concat` }), [x, kept]);
        }
        if (number === blocks.length) break;
        const transition = `features.transition${number}`;
        const filters = Math.max(1, Math.floor((x.shape.at(-1) as number) / 2));
        x = normReluConv(net, x, transition, { number: '', filters, kernelSize: 1 });
        x = net.apply(layers.averagePooling2d({ name: `${transition}.pool`, poolSize: 2 }), x);
      }
      x = relu(net, batchNorm(net, x, `features.norm${blocks.length + 1}`), 'features.relu');
      x = averagePool(net, x, 'avgpool');
      return dense(net, x, { name: 'classifier', units: net.classes, initial: torchWeightsWithoutBias });
    },
    { options: ['dropout', 'stem', 'blocks', 'growth', 'stemChannels', 'bottleneck'] },
  );
}

/** {@link densenet} with 121 layers: 7 978 856 trainable weights. */
export const densenet121 = (config: DensenetConfig = {}): LayersModel =>
  variant('densenet121', { ...config, blocks: DENSENET_121, growth: 32, stemChannels: 64 });
/** {@link densenet} with 161 layers, growth 48: 28 681 000 trainable weights. */
export const densenet161 = (config: DensenetConfig = {}): LayersModel =>
  variant('densenet161', { ...config, blocks: [6, 12, 36, 24], growth: 48, stemChannels: 96 });
/** {@link densenet} with 169 layers: 14 149 480 trainable weights. */
export const densenet169 = (config: DensenetConfig = {}): LayersModel =>
  variant('densenet169', { ...config, blocks: [6, 12, 32, 32], growth: 32, stemChannels: 64 });
/** {@link densenet} with 201 layers: 20 013 928 trainable weights. */
export const densenet201 = (config: DensenetConfig = {}): LayersModel =>
  variant('densenet201', { ...config, blocks: [6, 12, 48, 32], growth: 32, stemChannels: 64 });
