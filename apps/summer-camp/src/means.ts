import { fgsm } from '@gradlab/attacks';
import {
  colorJitter,
  compose,
  gaussianNoise,
  mixup,
  pad,
  randomAffine,
  randomCrop,
  randomErasing,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
  resize,
  saltAndPepperNoise,
} from '@gradlab/augment';
import { distillation } from '@gradlab/compression';
import type { BatchSource } from '@gradlab/datasets';
import { alexnet, googlenet, resnet18, vgg11Bn } from '@gradlab/models';
import {
  adam,
  adversarialTraining,
  cosine,
  crossEntropyWith,
  focal,
  hinge,
  oneCycle,
  rmsprop,
  sgd,
} from '@gradlab/train';
import { pruned, rounded } from './means-afterwards.ts';
import { LEARNING_RATE, type Mean, MOMENTUM, networkOf, type Setup, type Trial } from './means-training.ts';

/** The smallest images that AlexNet takes, a little enlarged. */
const ALEXNET_SIDE = 64;
const WIDTH = 0.25;

const enlarged = (data: BatchSource): BatchSource => ({
  length: data.length,
  batches: (options) => data.batches({ ...options, transform: resize(ALEXNET_SIDE) }),
});
const small = ({ shape, classes, seed }: Setup) => ({ inputShape: shape, classes, seed, width: WIDTH });
const augment = (what: string, names: string, transform: (side: number) => Trial['transform']): Mean => ({
  what,
  by: `@gradlab/augment: ${names}`,
  trial: ({ shape }) => ({ transform: transform(shape[0]) }),
});
const train = (what: string, names: string, trial: Trial): Mean => ({
  what,
  by: `@gradlab/train: ${names}`,
  trial: () => trial,
});
const network = (what: string, names: string, model: NonNullable<Trial['model']>): Mean => ({
  what,
  by: names,
  trial: () => ({ model }),
});

/** The document's list of further means, in its order. */
export const MEANS: readonly Mean[] = [
  augment('rotation', 'randomRotation', () => randomRotation(10)),
  augment('affine map', 'randomAffine', () =>
    randomAffine({ degrees: 10, translate: [0.1, 0.1], scale: [0.9, 1.1] }),
  ),
  augment('flip', 'randomHorizontalFlip', () => randomHorizontalFlip()),
  augment('crop', 'randomCrop', (side) => randomCrop(side, { padding: side / 8 })),
  augment('resized crop', 'randomResizedCrop', (side) => randomResizedCrop(side, { scale: [0.6, 1] })),
  augment('pad by reflection, then crop', 'pad', (side) =>
    compose([pad(side / 8, { mode: 'reflect' }), randomCrop(side)]),
  ),
  augment('colour jitter', 'colorJitter', () =>
    colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.05 }),
  ),
  augment('Gaussian noise', 'gaussianNoise', () => gaussianNoise({ sigma: 0.05 })),
  augment('salt and pepper noise', 'saltAndPepperNoise', () => saltAndPepperNoise({ amount: 0.02 })),
  augment('mixup', 'mixup', () => mixup({ alpha: 0.2 })),
  augment('random erasing', 'randomErasing', () => randomErasing()),
  train('adversarial samples', 'adversarialTraining; @gradlab/attacks: fgsm', {
    objective: adversarialTraining({ attack: () => fgsm({ eps: 2 / 255 }), cleanWeight: 1 }),
  }),
  {
    what: 'AlexNet, a quarter of its width',
    by: '@gradlab/models: alexnet',
    trial: () => ({
      prepared: enlarged,
      model: (setup) =>
        alexnet({ ...small(setup), inputShape: [ALEXNET_SIDE, ALEXNET_SIDE, 3], hidden: 256 }),
    }),
  },
  network('VGG-11 with batch norm, a quarter of its width', '@gradlab/models: vgg11Bn', (setup) =>
    vgg11Bn({ ...small(setup), hidden: 256 }),
  ),
  network('Inception (GoogLeNet), a quarter of its width', '@gradlab/models: googlenet', (setup) =>
    googlenet(small(setup)),
  ),
  network('ResNet-18, a quarter of its width', '@gradlab/models: resnet18', (setup) =>
    resnet18({ ...small(setup), stem: 'cifar' }),
  ),
  train('L2 penalty', 'sgd({ weightDecay })', {
    optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM, weightDecay: 5e-4 }),
  }),
  network('dropout', '@gradlab/models: SeededDropout', (setup) => networkOf(setup, { dropout: 0.3 })),
  network('batch norm', '@gradlab/models: TORCH_BATCH_NORM; @gradlab/backend', (setup) =>
    networkOf(setup, { batchNorm: true }),
  ),
  network('leaky ReLU', '@tensorflow/tfjs-layers: leakyReLU', (setup) =>
    networkOf(setup, { activation: 'leakyRelu' }),
  ),
  network('swish', "@tensorflow/tfjs-layers: activation 'swish'", (setup) =>
    networkOf(setup, { activation: 'swish' }),
  ),
  train('Adam', 'adam', { optimizer: adam(0.001) }),
  train('RMSprop', 'rmsprop', { optimizer: rmsprop(0.0005) }),
  train('cosine schedule', 'cosine', { schedule: cosine() }),
  train('one-cycle schedule', 'oneCycle', { schedule: oneCycle() }),
  network("He's initial weights", '@gradlab/models: heInit', (setup) => networkOf(setup, { init: 'he' })),
  network("Xavier's initial weights", '@tensorflow/tfjs-layers: glorotUniform', (setup) =>
    networkOf(setup, { init: 'xavier' }),
  ),
  train('smoothed labels', 'crossEntropyWith({ labelSmoothing })', {
    loss: crossEntropyWith({ labelSmoothing: 0.1 }),
  }),
  train('focal loss', 'focal', { loss: focal() }),
  train('hinge loss', 'hinge', { loss: hinge() }),
  {
    what: 'pruning: half of the weights, one more epoch',
    by: '@gradlab/compression: prune, masked',
    afterwards: pruned(0.5),
  },
  {
    what: 'quantization: 8 bits for a weight',
    by: '@gradlab/compression: quantize',
    afterwards: rounded('uint8'),
  },
  {
    what: 'distillation: the baseline teaches its like',
    by: '@gradlab/compression: distillation',
    taught: (teacher) => ({ objective: distillation({ teacher, temperature: 4 }) }),
  },
  {
    what: 'half precision: weights rounded to 16 bits',
    by: "@gradlab/compression: quantize({ dtype: 'float16' })",
    afterwards: rounded('float16'),
  },
];
