import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkMobilenet, MOBILENET_OPTIONS, type MobilenetConfig } from './mobilenet-v1.ts';
import { heFanOutWeights, smallWeights } from './network/initial-weights.ts';
import { averagePool, dense, dropout } from './network/layers.ts';
import { type Net, type NetworkConfig, network } from './network/network.ts';
import { type MobileStyle, mobileConv } from './network/separable.ts';

export type MobilenetV2Config = NetworkConfig & MobilenetConfig;

const STEM_CHANNELS = 32;
const LAST_CHANNELS = 1280;

/** Expansion t, channels c, repeats n and stride s: the paper's table 2. */
const STAGES: readonly (readonly [t: number, c: number, n: number, s: 1 | 2])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** The nearest multiple of 8, at least 8, and never less than nine tenths of the number. */
function multipleOf8(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}

interface Block {
  readonly name: string;
  readonly expansion: number;
  readonly filters: number;
  readonly strides: 1 | 2;
}

/** Widens by 1 x 1, convolves every channel by itself, narrows by 1 x 1 without activation; a shortcut where shapes agree. */
function invertedResidual(
  net: Net,
  x: SymbolicTensor,
  style: MobileStyle,
  { name, expansion, filters, strides }: Block,
): SymbolicTensor {
  const inputs = x.shape.at(-1) as number;
  const parts = (index: number) => ({
    conv: `${name}.conv.${index}.0`,
    bn: `${name}.conv.${index}.1`,
    relu: `${name}.conv.${index}.2`,
  });
  const widens = expansion === 1 ? 0 : 1;
  const wide = widens
    ? mobileConv(net, x, style, { ...parts(0), filters: inputs * expansion, kernelSize: 1 })
    : x;
  const between = mobileConv(net, wide, style, { ...parts(widens), kernelSize: 3, strides });
  const narrow = mobileConv(net, between, style, {
    conv: `${name}.conv.${widens + 1}`,
    bn: `${name}.conv.${widens + 2}`,
    filters,
    kernelSize: 1,
  });
  return strides === 1 && inputs === filters ? net.apply(layers.add({ name }), [x, narrow]) : narrow;
}

/**
 * MobileNet V2 (Sandler et al. 2018, arXiv:1801.04381) as torchvision has it: inverted residuals, channels rounded to multiples
 * of 8. 3 504 872 trainable weights with the defaults.
 *
 * Input `[N, ...inputShape]`, by default `[N, 224, 224, 3]`; output logits `[N, classes]`, by default of 1000 classes. Layers are
 * named as torchvision's modules. Weights start as torchvision's do: He's normal by the fan-out, 0.01 in the last layer.
 *
 * @throws ModelError where an option describes no network.
 */
export function mobilenetV2(config: MobilenetV2Config = {}): LayersModel {
  const { width = 1, batchNorm = true, padding = 'symmetric', dropout: rate = 0.2 } = config;
  checkMobilenet('mobilenetV2', config);
  const style = { batchNorm, padding, initial: heFanOutWeights };
  const parts = (index: number) => ({
    conv: `features.${index}.0`,
    bn: `features.${index}.1`,
    relu: `features.${index}.2`,
  });
  return network(
    'mobilenetV2',
    config,
    (net, image) => {
      const stem = { filters: multipleOf8(STEM_CHANNELS * width), kernelSize: 3, strides: 2 } as const;
      let x = mobileConv(net, image, style, { ...parts(0), ...stem });
      let index = 1;
      for (const [expansion, channels, count, first] of STAGES) {
        for (let i = 0; i < count; i++) {
          const filters = multipleOf8(channels * width);
          const strides = i === 0 ? first : 1;
          x = invertedResidual(net, x, style, { name: `features.${index}`, expansion, filters, strides });
          index += 1;
        }
      }
      const last = multipleOf8(LAST_CHANNELS * Math.max(1, width));
      x = mobileConv(net, x, style, { ...parts(index), filters: last, kernelSize: 1 });
      const features = dropout(net, averagePool(net, x, 'avgpool'), 'classifier.0', rate);
      return dense(net, features, { name: 'classifier.1', units: net.classes, initial: smallWeights });
    },
    { options: MOBILENET_OPTIONS },
  );
}
