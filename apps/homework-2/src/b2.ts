import { defineExperiment } from '@gradlab/experiment';
import { rowRnn } from '@gradlab/models';
import { ALL } from './cifar.ts';
import { PROTOCOL, rnnRecipe } from './recipe.ts';
import { type SingleSettings, single } from './single.ts';
import { percent } from './trained.ts';

/** B2: the RNN that reads rows, and how it overfits. */
export const b2 = defineExperiment({
  id: 'B2',
  title: 'An RNN that reads CIFAR-10 row by row',
  app: 'homework-2',
  metrics: {
    last: { label: 'test accuracy, last epoch', reported: 0.528, format: 'percent' },
    best: { label: 'test accuracy, best epoch', reported: 0.528, format: 'percent' },
    train: { label: 'training accuracy', reported: 1, format: 'percent' },
  },
  options: PROTOCOL,
  settings: {
    quick: { files: [1], trainImages: 640, testImages: 200, epochs: 2, target: 0.1 },
    default: { files: [1], trainImages: 3000, testImages: 1000, epochs: 6, target: 0.25 },
    full: { ...ALL, epochs: 16, target: 0.528 },
  } satisfies Record<string, SingleSettings>,
  target: ({ target }) => `test accuracy of the best epoch >= ${percent(target)}`,
  run: (context) =>
    single(context, {
      name: 'RNN',
      network:
        'Each of the 32 rows is a step of 96 values; two tanh layers of 512, the last step, one dense layer',
      model: (seed) => rowRnn({ seed }),
      recipe: rnnRecipe,
      documentEpochs: 200,
    }),
});
