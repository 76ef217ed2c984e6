import { defineExperiment } from '@gradlab/experiment';
import { SeededDropout } from '@gradlab/models';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { bothWays } from './both-ways.ts';
import { percent, SIZES } from './fashion.ts';

const UNITS = [784, 256, 256, 10] as const;
const RATES = [0.2, 0.5] as const;
const LEARNING_RATE = 0.5;
const BATCH_SIZE = 256;

/** The same network with layers: dropout after each hidden one. */
function network(seed: number): LayersModel {
  const initial = (layer: number) => ({
    kernelInitializer: initializers.randomNormal({ stddev: 0.01, seed: seed * 100 + layer + 1 }),
  });
  return sequential({
    layers: [
      layers.flatten({ inputShape: [28, 28, 1] }),
      layers.dense({ units: UNITS[1], activation: 'relu', ...initial(0) }),
      new SeededDropout({ rate: RATES[0], seed: 2 * seed }),
      layers.dense({ units: UNITS[2], activation: 'relu', ...initial(1) }),
      new SeededDropout({ rate: RATES[1], seed: 2 * seed + 1 }),
      layers.dense({ units: UNITS[3], ...initial(2) }),
    ],
  });
}

/** E4: dropout, from tensors and with layers. */
export const e4 = defineExperiment({
  id: 'E4',
  title: 'Dropout in a perceptron on Fashion-MNIST, from tensors and with layers',
  app: 'fashion-mnist',
  metrics: {
    fromTensors: { label: 'test accuracy, from tensors', reported: 'none', format: 'percent' },
    withLayers: { label: 'test accuracy, with layers', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { ...SIZES.quick, target: 0.2 },
    default: { ...SIZES.default, target: 0.84 },
    full: { ...SIZES.full, target: 0.84 },
  },
  target: ({ target }) => `both above ${percent(target)}`,
  run: async (context) => {
    const training = { units: UNITS, rates: RATES, learningRate: LEARNING_RATE, batchSize: BATCH_SIZE };
    const { settings } = context;
    return {
      ...(await bothWays(context, 'Dropout 0.2 and 0.5', network(context.seed), training)),
      protocol:
        `A perceptron ${UNITS.join('-')} with ReLU and dropout of ${RATES.join(' and ')} after its hidden layers on ${settings.trainImages} images, ${settings.epochs} epochs, batches of ` +
        `${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE}, tested on ${settings.testImages} images after the last epoch.`,
    };
  },
});
