import { defineExperiment } from '@gradlab/experiment';
import { softmaxRegression } from '@gradlab/models';
import { bothWays } from './both-ways.ts';
import { percent, SIZES } from './fashion.ts';

const LEARNING_RATE = 0.1;
const BATCH_SIZE = 256;

/** E3: softmax regression, from tensors and with layers. */
export const e3 = defineExperiment({
  id: 'E3',
  title: 'Softmax regression on Fashion-MNIST, from tensors and with layers',
  app: 'fashion-mnist',
  metrics: {
    fromTensors: { label: 'test accuracy, from tensors', reported: 'none', format: 'percent' },
    withLayers: { label: 'test accuracy, with layers', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { ...SIZES.quick, target: 0.6 },
    default: { ...SIZES.default, target: 0.8 },
    full: { ...SIZES.full, target: 0.8 },
  },
  target: ({ target }) => `both above ${percent(target)}`,
  run: async (context) => {
    const training = { units: [784, 10], learningRate: LEARNING_RATE, batchSize: BATCH_SIZE };
    const { settings } = context;
    return {
      ...(await bothWays(context, 'Softmax regression', softmaxRegression({ seed: context.seed }), training)),
      protocol:
        `784 pixels to 10 classes by one dense layer on ${settings.trainImages} images, ${settings.epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE}; ` +
        `once with softmax, cross-entropy and descent written out in operations, once as a model; tested on ${settings.testImages} images after the last epoch.`,
    };
  },
});
