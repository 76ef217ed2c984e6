import { heInit, SeededDropout, TORCH_BATCH_NORM, torchInit } from '@gradlab/models';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

export interface BaselineOptions {
  /** Height, width and channels; the sides are 4 times a power of two. */
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  readonly seed: number;
  /** Default: 'relu'. */
  readonly activation?: 'relu' | 'leakyRelu' | 'swish';
  /** Of the kernels of the convolutions. Default: 'torch', PyTorch's. */
  readonly init?: 'torch' | 'he' | 'xavier';
  /** Between each convolution and its activation. Default: false. */
  readonly batchNorm?: boolean;
  /** Share of the values before the dense layer that training drops. Default: 0. */
  readonly dropout?: number;
}

const CHANNELS = [32, 64, 128] as const;
const LAST_SIDE = 4;

function initOf(init: NonNullable<BaselineOptions['init']>, fanIn: number, seed: number) {
  if (init === 'he') return { kernelInitializer: heInit(fanIn, seed) };
  // Odd, because TensorFlow.js takes the seed 0 for none.
  if (init === 'xavier') return { kernelInitializer: initializers.glorotUniform({ seed: 2 * seed + 1 }) };
  return torchInit(fanIn, seed);
}

const activated = (activation: NonNullable<BaselineOptions['activation']>, name: string) =>
  activation === 'leakyRelu'
    ? layers.leakyReLU({ name, alpha: 0.01 })
    : layers.activation({ name, activation });

/**
 * The baseline: blocks of a 3 x 3 convolution, an activation and a 2 x 2 max pool until 4 x 4 pixels are left, with 32, 64, 128, 128, ...
 * channels, and one dense layer that returns logits.
 */
export function baseline(options: BaselineOptions): LayersModel {
  const { inputShape, classes, seed, activation = 'relu', init = 'torch', batchNorm, dropout = 0 } = options;
  const [side, , inputs] = inputShape;
  const model = sequential({ name: 'baseline' });
  let channels = inputs;
  let drawn = 1000 * seed;
  for (let number = 1, left = side; left > LAST_SIDE; number++, left /= 2) {
    const filters = CHANNELS[Math.min(number, CHANNELS.length) - 1] as number;
    model.add(
      layers.conv2d({
        name: `conv${number}`,
        ...{ filters, kernelSize: 3, padding: 'same' },
        ...initOf(init, 9 * channels, drawn++),
        ...(number === 1 ? { inputShape: [...inputShape] } : {}),
      }),
    );
    if (batchNorm) model.add(layers.batchNormalization({ name: `bn${number}`, ...TORCH_BATCH_NORM }));
    model.add(activated(activation, `activation${number}`));
    model.add(layers.maxPooling2d({ name: `pool${number}`, poolSize: 2 }));
    channels = filters;
  }
  model.add(layers.flatten({ name: 'flatten' }));
  if (dropout > 0) model.add(new SeededDropout({ name: 'dropout', rate: dropout, seed }));
  const flat = channels * LAST_SIDE ** 2;
  model.add(layers.dense({ name: 'logits', units: classes, ...torchInit(flat, drawn) }));
  return model;
}
