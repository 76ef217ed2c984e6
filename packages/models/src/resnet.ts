import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice, checkPositive } from './checks.ts';
import { heFanOutWeights, torchWeights } from './network/initial-weights.ts';
import {
  averagePool,
  batchNorm,
  type Convolution,
  conv2d,
  dense,
  maxPoolOfRelu,
  relu,
} from './network/layers.ts';
import { type Net, type NetworkConfig, network, widened } from './network/network.ts';

export interface ResnetConfig extends NetworkConfig {
  /**
   * 'imagenet' begins with a 7 x 7 convolution of stride 2 and max pooling; 'cifar' with a 3 x 3 convolution alone, for images of
   * some 32 pixels. Default: 'imagenet'.
   */
  readonly stem?: 'imagenet' | 'cifar';
  /** Multiplies the channels of all convolutions. Default: 1. */
  readonly width?: number;
  /**
   * 'keras' is the network of Keras applications: biases in the convolutions, the stride on the first convolution of a block
   * instead of its 3 x 3, and an epsilon of 1.001e-5. Default: 'torchvision'.
   */
  readonly style?: Style;
}

interface Variant {
  readonly bottleneck: boolean;
  readonly blocks: readonly number[];
}

/** Table 1 of the paper. */
const VARIANTS = {
  18: { bottleneck: false, blocks: [2, 2, 2, 2] },
  34: { bottleneck: false, blocks: [3, 4, 6, 3] },
  50: { bottleneck: true, blocks: [3, 4, 6, 3] },
  101: { bottleneck: true, blocks: [3, 4, 23, 3] },
  152: { bottleneck: true, blocks: [3, 8, 36, 3] },
} as const satisfies Record<number, Variant>;

type Depth = keyof typeof VARIANTS;
type Style = 'torchvision' | 'keras';

interface Block {
  readonly name: string;
  readonly channels: number;
  readonly strides: number;
  readonly bottleneck: boolean;
  readonly style: Style;
}

const EXPANSION = 4;

type ConvBn = Omit<Convolution, 'name' | 'useBias' | 'initial'> & {
  readonly conv: string;
  readonly bn: string;
  readonly style: Style;
};

function convBn(net: Net, x: SymbolicTensor, { conv, bn, style, ...shape }: ConvBn): SymbolicTensor {
  const useBias = style === 'keras';
  return batchNorm(net, conv2d(net, x, { name: conv, ...shape, useBias, initial: heFanOutWeights }), bn);
}

/** Two 3 x 3 convolutions, or 1 x 1, 3 x 3 and 1 x 1 to four times the channels, and the shortcut around them. */
function block(
  net: Net,
  x: SymbolicTensor,
  { name, channels, strides, bottleneck, style }: Block,
): SymbolicTensor {
  const outputs = bottleneck ? EXPANSION * channels : channels;
  const three = { kernelSize: 3, padding: 1, filters: channels };
  const body = bottleneck
    ? [{ kernelSize: 1, filters: channels }, three, { kernelSize: 1, filters: outputs }]
    : [three, three];
  const shrinking = bottleneck && style === 'torchvision' ? 1 : 0;
  let y = x;
  for (const [index, shape] of body.entries()) {
    const number = index + 1;
    const names = { conv: `${name}.conv${number}`, bn: `${name}.bn${number}` };
    y = convBn(net, y, { ...names, ...shape, strides: index === shrinking ? strides : 1, style });
    if (number < body.length) y = relu(net, y, `${name}.relu${number}`);
  }
  const projection = {
    conv: `${name}.downsample.0`,
    bn: `${name}.downsample.1`,
    kernelSize: 1,
    strides,
    filters: outputs,
    style,
  };
  const around = strides > 1 || x.shape.at(-1) !== outputs ? convBn(net, x, projection) : x;
  return relu(net, net.apply(layers.add({ name: `${name}.add` }), [y, around]), name);
}

/**
 * ResNet (He et al. 2015, arXiv:1512.03385) as torchvision has it: basic blocks at depths 18 and 34, bottlenecks from 50 on, with
 * the stride on the 3 x 3 convolution ("v1.5"), projections where shapes change.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`; output logits `[N, classes]`, by default of 1000 classes. Layers are
 * named as torchvision's modules, the ReLU that ends a block as the block: `layer1.0`. Weights start as torchvision's do: He's
 * normal by the fan-out, PyTorch's default in the last layer.
 *
 * @throws ModelError where `depth` is not 18, 34, 50, 101 or 152, or an option describes no network.
 */
export function resnet({
  depth = 50,
  ...config
}: ResnetConfig & { readonly depth?: Depth } = {}): LayersModel {
  const { stem = 'imagenet', width = 1, style = 'torchvision' } = config;
  checkChoice('resnet', 'depth', depth, Object.keys(VARIANTS).map(Number));
  const name = `resnet${depth}`;
  checkChoice(name, 'stem', stem, ['imagenet', 'cifar']);
  checkPositive(name, 'width', width);
  checkChoice(name, 'style', style, ['torchvision', 'keras']);
  const { bottleneck, blocks } = VARIANTS[depth];
  const epsilon = style === 'keras' ? 1.001e-5 : 1e-5;
  return network(
    name,
    config,
    (net, image) => {
      const kernel =
        stem === 'cifar' ? { kernelSize: 3, padding: 1 } : { kernelSize: 7, padding: 3, strides: 2 };
      let x = convBn(net, image, { conv: 'conv1', bn: 'bn1', filters: widened(64, width), ...kernel, style });
      x = relu(net, x, 'relu');
      if (stem === 'imagenet')
        x = maxPoolOfRelu(net, x, { name: 'maxpool', size: 3, strides: 2, padding: 1 });
      for (const [stage, count] of blocks.entries()) {
        for (let i = 0; i < count; i++) {
          x = block(net, x, {
            name: `layer${stage + 1}.${i}`,
            channels: widened(64 * 2 ** stage, width),
            strides: stage > 0 && i === 0 ? 2 : 1,
            bottleneck,
            style,
          });
        }
      }
      return dense(net, averagePool(net, x, 'avgpool'), {
        name: 'fc',
        units: net.classes,
        initial: torchWeights,
      });
    },
    { epsilon, options: ['stem', 'width', 'style'] },
  );
}

/** {@link resnet} with 18 layers: 11 689 512 trainable weights, 11 173 962 for CIFAR-10. */
export const resnet18 = (config: ResnetConfig = {}): LayersModel => resnet({ ...config, depth: 18 });
/** {@link resnet} with 34 layers: 21 797 672 trainable weights. */
export const resnet34 = (config: ResnetConfig = {}): LayersModel => resnet({ ...config, depth: 34 });
/** {@link resnet} with 50 layers: 25 557 032 trainable weights. */
export const resnet50 = (config: ResnetConfig = {}): LayersModel => resnet({ ...config, depth: 50 });
/** {@link resnet} with 101 layers: 44 549 160 trainable weights. */
export const resnet101 = (config: ResnetConfig = {}): LayersModel => resnet({ ...config, depth: 101 });
/** {@link resnet} with 152 layers: 60 192 808 trainable weights. */
export const resnet152 = (config: ResnetConfig = {}): LayersModel => resnet({ ...config, depth: 152 });
