import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { BatchNorm } from './batch-norm.ts';
import { checkCount, checkSeed } from './checks.ts';
import { TORCH_BATCH_NORM, torchInit } from './torch-init.ts';

export interface DigitCnnOptions {
  /** Batch normalization between each convolution and its ReLU. Default: true. */
  readonly batchNorm?: boolean;
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Units of the dense layer before the output. Default: 128. */
  readonly hidden?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

const CHANNELS = [16, 32, 64] as const;
const KERNEL = 3;
/** 28 - 2 - 2 = 24, pooled 12, - 2 = 10, pooled 5. */
const FLATTENED = 5 * 5 * 64;

/**
 * The five-layer network for 28 x 28 digits: three 3 x 3 convolutions without padding (16, 32, 64 channels), max pooling
 * after the second and the third, and two dense layers.
 *
 * Input `[N, 28, 28, 1]` in [0, 1]; output logits `[N, classes]`. With the defaults it has 229 738 trainable weights, 229 514
 * without batch norm. Weights start as PyTorch's do and batch norm uses PyTorch's constants; one thing differs: TensorFlow.js
 * averages the biased batch variance into the moving one, PyTorch the unbiased.
 *
 * @throws ModelError where `classes` or `hidden` is not a positive integer, or the seed not an integer.
 */
export function digitCnn({
  batchNorm = true,
  classes = 10,
  hidden = 128,
  seed = 0,
}: DigitCnnOptions = {}): LayersModel {
  checkCount('digitCnn', 'classes', classes);
  checkCount('digitCnn', 'hidden', hidden);
  checkSeed('digitCnn', seed);

  const model = sequential({ name: 'digitCnn' });
  // Layers of one network, and networks of neighbouring seeds, must not share a stream.
  let stream = seed * 16;
  let inputChannels = 1;
  for (const [index, filters] of CHANNELS.entries()) {
    const number = index + 1;
    model.add(
      layers.conv2d({
        name: `conv${number}`,
        filters,
        kernelSize: KERNEL,
        ...torchInit(KERNEL * KERNEL * inputChannels, stream++),
        ...(index === 0 ? { inputShape: [28, 28, 1] } : {}),
      }),
    );
    if (batchNorm) model.add(new BatchNorm({ name: `bn${number}`, ...TORCH_BATCH_NORM }));
    model.add(layers.reLU({ name: `relu${number}` }));
    if (index > 0) model.add(layers.maxPooling2d({ name: `pool${number}`, poolSize: 2 }));
    inputChannels = filters;
  }
  model.add(layers.flatten({ name: 'flatten' }));
  model.add(
    layers.dense({ name: 'dense1', units: hidden, activation: 'relu', ...torchInit(FLATTENED, stream++) }),
  );
  model.add(layers.dense({ name: 'logits', units: classes, ...torchInit(hidden, stream) }));
  return model;
}
