import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { BatchNorm } from './batch-norm.ts';
import { checkCount, checkSeed } from './checks.ts';
import { ModelError } from './errors.ts';
import { BLOCKS, STEM_CHANNELS } from './mobilenet-blocks.ts';
import { seedStreams } from './seed-streams.ts';
import { TORCH_BATCH_NORM, torchInit } from './torch-init.ts';

export interface MobilenetCifarOptions {
  /** Width multiplier: every layer has this times the channels of the paper, rounded, at least 1. Default: 0.5. */
  readonly width?: number;
  /** Number of classes, the width of the output. Default: 10. */
  readonly classes?: number;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

/**
 * MobileNet V1 (Howard et al. 2017, arXiv:1704.04861) for 32 x 32 images: a 3 x 3 convolution and thirteen depthwise separable
 * blocks (3 x 3 depthwise, batch norm, ReLU, 1 x 1 convolution, batch norm, ReLU), global average pooling, one dense layer.
 * The stem has stride 1 instead of 2, so the blocks work on 32, 16, 8, 4 and 2 pixels.
 *
 * Input `[N, 32, 32, 3]`; output logits `[N, classes]`. 3 217 226 trainable weights at width 1, 823 722 at the default 0.5.
 * Weights start as PyTorch's do and batch norm uses PyTorch's constants, but averages the biased variance of a batch into the
 * moving one.
 *
 * @throws ModelError where `width` is not positive and finite, `classes` not a positive integer, or the seed not an integer.
 */
export function mobilenetCifar({
  width = 0.5,
  classes = 10,
  seed = 0,
}: MobilenetCifarOptions = {}): LayersModel {
  if (!(Number.isFinite(width) && width > 0)) {
    throw new ModelError(`mobilenetCifar: width must be a positive number, got ${width}.`);
  }
  checkCount('mobilenetCifar', 'classes', classes);
  checkSeed('mobilenetCifar', seed);

  const widened = (channels: number) => Math.max(1, Math.round(width * channels));
  const stream = seedStreams(seed);
  const network = sequential({ name: 'mobilenetCifar' });
  const bnRelu = (name: string) => {
    network.add(new BatchNorm({ name: `${name}_bn`, ...TORCH_BATCH_NORM }));
    network.add(layers.reLU({ name: `${name}_relu` }));
  };

  let channels = widened(STEM_CHANNELS);
  network.add(
    layers.conv2d({
      name: 'stem_conv',
      inputShape: [32, 32, 3],
      filters: channels,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
      kernelInitializer: torchInit(27, stream()).kernelInitializer,
    }),
  );
  bnRelu('stem');
  for (const [index, [paperChannels, stride]] of BLOCKS.entries()) {
    const name = `block${index + 1}`;
    // With stride 2 'same' pads below and to the right only; PyTorch's networks pad all sides.
    if (stride > 1) network.add(layers.zeroPadding2d({ name: `${name}_pad`, padding: 1 }));
    network.add(
      layers.depthwiseConv2d({
        name: `${name}_depthwise`,
        kernelSize: 3,
        strides: stride,
        padding: stride > 1 ? 'valid' : 'same',
        useBias: false,
        depthwiseInitializer: torchInit(9, stream()).kernelInitializer,
      }),
    );
    bnRelu(`${name}_depthwise`);
    const filters = widened(paperChannels);
    network.add(
      layers.conv2d({
        name: `${name}_pointwise`,
        filters,
        kernelSize: 1,
        useBias: false,
        kernelInitializer: torchInit(channels, stream()).kernelInitializer,
      }),
    );
    bnRelu(`${name}_pointwise`);
    channels = filters;
  }
  network.add(layers.globalAveragePooling2d({ name: 'pool' }));
  network.add(layers.dense({ name: 'logits', units: classes, ...torchInit(channels, stream()) }));
  return network;
}
