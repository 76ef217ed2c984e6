import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice, checkPositive, checkRate } from './checks.ts';
import { smallWeights } from './network/initial-weights.ts';
import { averagePool, batchNorm, conv2d, dense, dropout, maxPoolOfRelu, relu } from './network/layers.ts';
import { type Net, type NetworkConfig, network, widened } from './network/network.ts';

export interface GooglenetConfig extends NetworkConfig {
  /** Batch norm behind each convolution, which then has no bias, as in torchvision; the paper has none. Default: true. */
  readonly batchNorm?: boolean;
  /** Kernel of the third branch of an inception block: 5 in the paper, 3 in torchvision by mistake. Default: 3. */
  readonly thirdKernel?: 3 | 5;
  /** Share of the pooled features that training drops; the paper takes 0.4. Default: 0.2, torchvision's. */
  readonly dropout?: number;
  /** Multiplies the channels of all convolutions. Default: 1. */
  readonly width?: number;
}

/** Channels: 1 x 1; 1 x 1 and 3 x 3; 1 x 1 and 5 x 5; 1 x 1 behind the pooling. Table 1 of the paper. */
type Inception = readonly [number, number, number, number, number, number];

const STAGES: readonly Readonly<Record<string, Inception>>[] = [
  { inception3a: [64, 96, 128, 16, 32, 32], inception3b: [128, 128, 192, 32, 96, 64] },
  {
    inception4a: [192, 96, 208, 16, 48, 64],
    inception4b: [160, 112, 224, 24, 64, 64],
    inception4c: [128, 128, 256, 24, 64, 64],
    inception4d: [112, 144, 288, 32, 64, 64],
    inception4e: [256, 160, 320, 32, 128, 128],
  },
  { inception5a: [256, 160, 320, 32, 128, 128], inception5b: [384, 192, 384, 48, 128, 128] },
];

/** The pooling behind the stem's second part, and behind the first two stages. */
const POOLS = [
  { name: 'maxpool3', size: 3 },
  { name: 'maxpool4', size: 2 },
] as const;

type Conv = (
  x: SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides?: number,
) => SymbolicTensor;

const convolution =
  (net: Net, normalized: boolean): Conv =>
  (x, name, filters, kernelSize, strides = 1) => {
    const y = conv2d(net, x, {
      name: `${name}.conv`,
      filters,
      kernelSize,
      strides,
      padding: (kernelSize - 1) / 2,
      useBias: !normalized,
      activation: normalized ? undefined : 'relu',
      initial: smallWeights,
    });
    return normalized ? relu(net, batchNorm(net, y, `${name}.bn`), `${name}.relu`) : y;
  };

/** Halves an image, rounded up as far as a window still has a pixel to see: torchvision's `ceil_mode`. No input is negative. */
function halve(net: Net, x: SymbolicTensor, name: string, size: number): SymbolicTensor {
  const rest = (length: number | null | undefined) => Math.abs((length as number) - size) % 2;
  const [bottom, right] = [rest(x.shape[1]), rest(x.shape[2])];
  const padding: [[number, number], [number, number]] = [
    [0, bottom],
    [0, right],
  ];
  const padded =
    bottom + right === 0 ? x : net.apply(layers.zeroPadding2d({ name: `${name}.pad`, padding }), x);
  return maxPoolOfRelu(net, padded, { name, size, strides: 2 });
}

/**
 * GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842) without its auxiliary classifiers and its response normalization. The defaults
 * are torchvision's: batch norm, and a third branch of 3 x 3: 6 624 904 trainable weights. The paper's, with 6 998 552, is
 * `googlenet({ batchNorm: false, thirdKernel: 5, dropout: 0.4 })`.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`, at least 15 pixels high and wide; output logits `[N, classes]`, by
 * default of 1000 classes. Layers are named as torchvision's modules, the end of an inception block as the block. Weights start
 * as torchvision's do: normal with deviation 0.01, biases of 0; epsilon of the batch norm is 1e-3.
 *
 * @throws ModelError where an option describes no network, or the image is too small.
 */
export function googlenet(config: GooglenetConfig = {}): LayersModel {
  const { batchNorm: normalized = true, thirdKernel = 3, dropout: rate = 0.2, width = 1 } = config;
  checkChoice('googlenet', 'thirdKernel', thirdKernel, [3, 5]);
  checkRate('googlenet', 'dropout', rate);
  checkPositive('googlenet', 'width', width);
  return network(
    'googlenet',
    config,
    (net, image) => {
      const plain = convolution(net, normalized);
      const conv: Conv = (x, name, filters, ...shape) => plain(x, name, widened(filters, width), ...shape);
      const inception = (x: SymbolicTensor, name: string, channels: Inception) => {
        const [one, reduce3, three, reduce5, five, projection] = channels;
        const pooled = layers.maxPooling2d({
          name: `${name}.branch4.0`,
          poolSize: 3,
          strides: 1,
          padding: 'same',
        });
        return net.apply(layers.concatenate({ name }), [
          conv(x, `${name}.branch1`, one, 1),
          conv(conv(x, `${name}.branch2.0`, reduce3, 1), `${name}.branch2.1`, three, 3),
          conv(conv(x, `${name}.branch3.0`, reduce5, 1), `${name}.branch3.1`, five, thirdKernel),
          conv(net.apply(pooled, x), `${name}.branch4.1`, projection, 1),
        ]);
      };
      let x = halve(net, conv(image, 'conv1', 64, 7, 2), 'maxpool1', 3);
      x = conv(conv(x, 'conv2', 64, 1), 'conv3', 192, 3);
      x = halve(net, x, 'maxpool2', 3);
      for (const [stage, blocks] of STAGES.entries()) {
        for (const [name, channels] of Object.entries(blocks)) x = inception(x, name, channels);
        const pool = POOLS[stage];
        if (pool) x = halve(net, x, pool.name, pool.size);
      }
      const features = dropout(net, averagePool(net, x, 'avgpool'), 'dropout', rate);
      return dense(net, features, { name: 'fc', units: net.classes, initial: smallWeights });
    },
    { epsilon: 1e-3, options: ['batchNorm', 'thirdKernel', 'dropout', 'width'] },
  );
}
