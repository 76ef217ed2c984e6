import { defineExperiment } from '@gradlab/experiment';
import { cifarCnn } from '@gradlab/models';
import { ALL } from './cifar.ts';
import { cnnRecipe, PROTOCOL } from './recipe.ts';
import { type SingleSettings, single } from './single.ts';
import { percent } from './trained.ts';

/** B1: the CNN. */
export const b1 = defineExperiment({
  id: 'B1',
  title: 'A convolutional network on CIFAR-10',
  app: 'homework-2',
  metrics: {
    last: { label: 'test accuracy, last epoch', reported: 0.719, format: 'percent' },
    best: { label: 'test accuracy, best epoch', reported: 0.719, format: 'percent' },
    train: { label: 'training accuracy', reported: 0.864, format: 'percent' },
  },
  options: PROTOCOL,
  settings: {
    quick: { files: [1], trainImages: 1280, testImages: 500, epochs: 2, target: 0.15 },
    default: { files: [1], trainImages: 10_000, testImages: 2000, epochs: 8, target: 0.5 },
    full: { ...ALL, epochs: 20, target: 0.719 },
  } satisfies Record<string, SingleSettings>,
  target: ({ target }) => `test accuracy of the best epoch >= ${percent(target)}`,
  run: (context) =>
    single(context, {
      name: 'CNN',
      network:
        'Convolutions 5 x 5 to 32 channels, 3 x 3 to 16, max pool, 5 x 5 to 64, 3 x 3 to 16, max pool, one dense layer',
      model: (seed) => cifarCnn({ seed }),
      recipe: cnnRecipe,
      documentEpochs: 100,
    }),
});
