import { defineExperiment } from '@gradlab/experiment';
import { softmaxRegression } from '@gradlab/models';
import { fit, sgd } from '@gradlab/train';
import { loadFashion, percent, SIZES, testAccuracies, testCurves } from './fashion.ts';
import { trainFromTensors } from './from-tensors.ts';

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
    const { settings, seed, signal, onProgress } = context;
    const data = await loadFashion(context);
    const byHand = await trainFromTensors(context, data, {
      units: [784, 10],
      learningRate: LEARNING_RATE,
      batchSize: BATCH_SIZE,
    });
    const model = softmaxRegression({ seed });
    const history = await fit(model, data.train, {
      optimizer: sgd(LEARNING_RATE),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      validation: data.test,
      seed,
      signal,
      onProgress,
    });
    model.dispose();
    const [fromTensors, withLayers] = [byHand, testAccuracies(history)].map(
      (accuracies) => accuracies.at(-1) ?? Number.NaN,
    ) as [number, number];
    return {
      reproduced: { fromTensors, withLayers },
      passed: Math.min(fromTensors, withLayers) > settings.target,
      figures: {
        accuracy: testCurves('Softmax regression', {
          'from tensors': byHand,
          'with layers': testAccuracies(history),
        }),
      },
      protocol:
        `784 pixels to 10 classes by one dense layer on ${data.train.length} images, ${settings.epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE}; ` +
        `once with softmax, cross-entropy and descent written out in operations, once as a model; tested on ${data.test.length} images after the last epoch.`,
    };
  },
});
