import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNorm } from './batch-norm.ts';
import { checkChoice, checkCount, checkSeed } from './checks.ts';
import { ModelError } from './errors.ts';
import { heInit } from './he-init.ts';
import { seedStreams } from './seed-streams.ts';
import { ShortcutA } from './shortcut-a.ts';
import { TORCH_BATCH_NORM, torchInit } from './torch-init.ts';

export interface ResnetCifarOptions {
  /** Weighted layers, 6n + 2: 20, 32, 44, 56, 110, ... Default: 20. */
  readonly depth?: number;
  /**
   * Where the image shrinks: 'A' skips pixels and pads channels with zeros, as the paper does on CIFAR; 'B' is a 1 x 1
   * convolution with batch norm. Default: 'A'.
   */
  readonly shortcut?: 'A' | 'B';
  /**
   * Where option A adds its channels of zeros: 'after' those that are there, or 'around' them, half before and half behind, as
   * published PyTorch weights want it. Default: 'after'.
   */
  readonly zeros?: 'after' | 'around';
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

const STAGE_CHANNELS = [16, 32, 64] as const;

interface Convolution {
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: 1 | 3;
  readonly stride: number;
  readonly seed: number;
}

/** Convolution without bias, then batch norm. */
function convBn(x: SymbolicTensor, { name, filters, kernelSize, stride, seed }: Convolution): SymbolicTensor {
  const channels = x.shape.at(-1) as number;
  // With stride 2 'same' pads below and to the right only; the paper's networks pad all sides.
  const padded =
    kernelSize === 3 && stride > 1
      ? (layers.zeroPadding2d({ name: `${name}_pad`, padding: 1 }).apply(x) as SymbolicTensor)
      : x;
  const convolved = layers
    .conv2d({
      name: `${name}_conv`,
      filters,
      kernelSize,
      strides: stride,
      padding: stride > 1 ? 'valid' : 'same',
      useBias: false,
      kernelInitializer: heInit(kernelSize * kernelSize * channels, seed),
    })
    .apply(padded);
  return new BatchNorm({ name: `${name}_bn`, ...TORCH_BATCH_NORM }).apply(convolved) as SymbolicTensor;
}

function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.reLU({ name }).apply(x) as SymbolicTensor;
}

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly shrink: boolean;
  readonly shortcut: 'A' | 'B';
  readonly zeros: 'after' | 'around';
  readonly stream: () => number;
}

/** Two 3 x 3 convolutions and the shortcut around them. */
function block(x: SymbolicTensor, { name, filters, shrink, shortcut, zeros, stream }: Block): SymbolicTensor {
  const stride = shrink ? 2 : 1;
  const first = convBn(x, { name: `${name}a`, filters, kernelSize: 3, stride, seed: stream() });
  const second = convBn(relu(first, `${name}a_relu`), {
    name: `${name}b`,
    filters,
    kernelSize: 3,
    stride: 1,
    seed: stream(),
  });
  const around = () => {
    if (!shrink) return x;
    if (shortcut === 'A')
      return new ShortcutA({ name: `${name}_shortcut`, zeros }).apply(x) as SymbolicTensor;
    return convBn(x, { name: `${name}_shortcut`, filters, kernelSize: 1, stride, seed: stream() });
  };
  const sum = layers.add({ name: `${name}_add` }).apply([second, around()]) as SymbolicTensor;
  return relu(sum, `${name}_relu`);
}

/**
 * The residual network for CIFAR of He et al. 2015 (arXiv:1512.03385, section 4.2): a 3 x 3 convolution, three stages of
 * n = (depth - 2) / 6 blocks with 16, 32 and 64 channels on 32, 16 and 8 pixels, global average pooling, one dense layer.
 *
 * Input `[N, 32, 32, 3]`; output logits `[N, classes]`. ResNet-20 has 269 722 trainable weights with shortcut A and 272 474
 * with B. Convolutions start as He et al. say, the dense layer as in PyTorch; batch norm uses PyTorch's constants, but
 * averages the biased variance of a batch into the moving one.
 *
 * @throws ModelError where `depth` is not 6n + 2 with n at least 1, `classes` not a positive integer, the shortcut neither
 * 'A' nor 'B', or the seed not an integer.
 */
export function resnetCifar({
  depth = 20,
  shortcut = 'A',
  zeros = 'after',
  classes = 10,
  seed = 0,
}: ResnetCifarOptions = {}): LayersModel {
  const blocks = (depth - 2) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new ModelError(`resnetCifar: depth must be 6n + 2, as 20, 32, 44, 56 or 110 are, got ${depth}.`);
  }
  if (shortcut !== 'A' && shortcut !== 'B') {
    throw new ModelError(`resnetCifar: shortcut must be 'A' or 'B', got ${JSON.stringify(shortcut)}.`);
  }
  checkChoice('resnetCifar', 'zeros', zeros, ['after', 'around']);
  checkCount('resnetCifar', 'classes', classes);
  checkSeed('resnetCifar', seed);

  const stream = seedStreams(seed);
  const image = input({ shape: [32, 32, 3], name: 'image' });
  let x = relu(
    convBn(image, { name: 'stem', filters: 16, kernelSize: 3, stride: 1, seed: stream() }),
    'stem_relu',
  );
  for (const [stage, filters] of STAGE_CHANNELS.entries()) {
    for (let b = 0; b < blocks; b++) {
      x = block(x, {
        name: `stage${stage + 1}_${b + 1}`,
        filters,
        shrink: stage > 0 && b === 0,
        shortcut,
        zeros,
        stream,
      });
    }
  }
  const pooled = layers.globalAveragePooling2d({ name: 'pool' }).apply(x);
  const logits = layers.dense({ name: 'logits', units: classes, ...torchInit(64, stream()) }).apply(pooled);
  return model({ inputs: image, outputs: logits as SymbolicTensor, name: `resnet${depth}` });
}

type FixedDepth = Omit<ResnetCifarOptions, 'depth'>;

/** {@link resnetCifar} with 20 layers: 269 722 trainable weights, 272 474 with option B. */
export const resnet20 = (options: FixedDepth = {}): LayersModel => resnetCifar({ ...options, depth: 20 });
/** {@link resnetCifar} with 32 layers: 464 154 trainable weights, 466 906 with option B. */
export const resnet32 = (options: FixedDepth = {}): LayersModel => resnetCifar({ ...options, depth: 32 });
/** {@link resnetCifar} with 44 layers: 658 586 trainable weights, 661 338 with option B. */
export const resnet44 = (options: FixedDepth = {}): LayersModel => resnetCifar({ ...options, depth: 44 });
/** {@link resnetCifar} with 56 layers: 853 018 trainable weights, 855 770 with option B. */
export const resnet56 = (options: FixedDepth = {}): LayersModel => resnetCifar({ ...options, depth: 56 });
/** {@link resnetCifar} with 110 layers: 1 727 962 trainable weights, 1 730 714 with option B. */
export const resnet110 = (options: FixedDepth = {}): LayersModel => resnetCifar({ ...options, depth: 110 });
