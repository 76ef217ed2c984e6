import { defineExperiment } from '@gradlab/experiment';
import { rowRnn } from '@gradlab/models';
import { loadCifar, type Size } from './cifar.ts';
import { classBars, courses, curves, runsTable } from './pictures.ts';
import { rnnRecipe } from './recipe.ts';
import { percent, trained } from './trained.ts';

interface Settings extends Size {
  readonly epochs: number;
  /** Training accuracy that the run must reach. */
  readonly known: number;
}

/** B2: few images and many epochs, until the RNN knows its images by heart. */
export const b2Overfit = defineExperiment({
  id: 'B2-overfit',
  title: 'The RNN of B2 learns a part of its images by heart',
  app: 'homework-2',
  metrics: {
    train: { label: 'training accuracy', reported: 1, format: 'percent' },
    last: { label: 'test accuracy, last epoch', reported: 'none', format: 'percent' },
    best: { label: 'test accuracy, best epoch', reported: 'none', format: 'percent' },
    lossEpoch: { label: 'epoch of the lowest test loss', reported: 'none' },
    lowestLoss: { label: 'lowest test loss', reported: 'none' },
    lastLoss: { label: 'test loss, last epoch', reported: 'none' },
  },
  settings: {
    quick: { files: [1], trainImages: 64, testImages: 100, epochs: 4, known: 0.1 },
    default: { files: [1], trainImages: 128, testImages: 200, epochs: 60, known: 0.99 },
    full: { files: [1], trainImages: 2000, testImages: 2000, epochs: 60, known: 0.99 },
  } satisfies Record<string, Settings>,
  target: ({ known }) =>
    `training accuracy >= ${percent(known)}, and the lowest test loss long before the last epoch`,
  run: async (context) => {
    const { settings, seed } = context;
    const data = await loadCifar(context);
    const recipe = rnnRecipe(settings.epochs);
    const run = await trained(context, { name: 'RNN', model: rowRnn({ seed }), ...data, recipe });
    const losses = run.history.map(({ validation }) => validation?.loss ?? Number.NaN);
    const lowest = Math.min(...losses);
    const lossEpoch = losses.indexOf(lowest) + 1;
    return {
      reproduced: {
        ...{ train: run.train, last: run.last, best: run.best },
        ...{ lossEpoch, lowestLoss: lowest, lastLoss: losses.at(-1) ?? Number.NaN },
      },
      passed: run.train >= settings.known && lossEpoch <= settings.epochs / 2,
      curves: courses({ RNN: run }),
      figures: {
        ...curves({ RNN: run }, `RNN, ${data.train.length} images`),
        classes: classBars({ RNN: run }, data.test.classes, 'RNN: accuracy of each class'),
      },
      sections: [runsTable({ RNN: run })],
      protocol:
        `The network and the recipe of B2 on ${data.train.length} of its training images, drawn with the seed, and tested on ${data.test.length} test images after each epoch: ${recipe.text}. The document ` +
        'reaches 100 % in training on all 50000 images in 200 epochs, which take half a day here; a part of them is known sooner. What is shown is the same: the training accuracy goes to ' +
        '100 %, and the test loss rises again. Its test accuracy is not to be compared with the reported one, for it has learnt from fewer images. Training accuracy is measured while the weights move.',
    };
  },
});
