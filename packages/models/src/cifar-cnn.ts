import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from './checks.ts';
import { seedStreams } from './seed-streams.ts';
import { torchInit } from './torch-init.ts';

export interface CifarCnnOptions {
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

interface Stage {
  readonly filters: number;
  readonly kernelSize: number;
  readonly relu: boolean;
  readonly pool: boolean;
}

/** The last convolution has no ReLU, as in the homework: pooling follows it, and then the dense layer. */
const STAGES: readonly Stage[] = [
  { filters: 32, kernelSize: 5, relu: true, pool: false },
  { filters: 16, kernelSize: 3, relu: true, pool: true },
  { filters: 64, kernelSize: 5, relu: true, pool: false },
  { filters: 16, kernelSize: 3, relu: false, pool: true },
];

/** 32 x 32 pooled twice. */
const FLATTENED = 8 * 8 * 16;

/**
 * The homework's network for CIFAR-10: four padded convolutions (5 x 5 to 32 channels, 3 x 3 to 16, 5 x 5 to 64, 3 x 3 to 16),
 * max pooling after the second and the fourth, and one dense layer.
 *
 * Input `[N, 32, 32, 3]` in [0, 1]; output logits `[N, classes]`. 52 202 weights with the defaults. Weights start as PyTorch's
 * do.
 *
 * @throws ModelError where `classes` is not a positive integer, or the seed not an integer.
 */
export function cifarCnn({ classes = 10, seed = 0 }: CifarCnnOptions = {}): LayersModel {
  checkCount('cifarCnn', 'classes', classes);
  checkSeed('cifarCnn', seed);

  const stream = seedStreams(seed);
  const model = sequential({ name: 'cifarCnn' });
  let inputChannels = 3;
  for (const [index, { filters, kernelSize, relu, pool }] of STAGES.entries()) {
    const number = index + 1;
    model.add(
      layers.conv2d({
        name: `conv${number}`,
        filters,
        kernelSize,
        padding: 'same',
        ...(relu ? { activation: 'relu' } : {}),
        ...torchInit(kernelSize * kernelSize * inputChannels, stream()),
        ...(index === 0 ? { inputShape: [32, 32, 3] } : {}),
      }),
    );
    if (pool) model.add(layers.maxPooling2d({ name: `pool${number}`, poolSize: 2 }));
    inputChannels = filters;
  }
  model.add(layers.flatten({ name: 'flatten' }));
  model.add(layers.dense({ name: 'logits', units: classes, ...torchInit(FLATTENED, stream()) }));
  return model;
}
