import { compose, randomCrop, randomHorizontalFlip } from '@gradlab/augment';
import { cifar10, type ImageDataset } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { cifarCnn } from '@gradlab/models';
import { lineChart } from '@gradlab/plot';
import { cosine, type FitOptions, fit, type History, inRun, sgd } from '@gradlab/train';
import { loading } from './data.ts';
import { galleries } from './gallery.ts';

const BATCH_SIZE = 64;
const LEARNING_RATE = 0.01;
const MOMENTUM = 0.9;
const AUGMENTATION = compose([randomHorizontalFlip(), randomCrop(32, { padding: 4 })]);

interface Settings {
  /** Training files of 10000 images that are loaded. */
  readonly files: readonly number[];
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
}

async function trained(
  context: RunContext<Settings>,
  train: ImageDataset,
  test: ImageDataset,
  name: 'plain' | 'augmented',
): Promise<History> {
  const { settings, seed, log } = context;
  const model = cifarCnn({ seed });
  const options: FitOptions = {
    optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM }),
    schedule: cosine(),
    epochs: settings.epochs,
    batchSize: BATCH_SIZE,
    ...(name === 'augmented' ? { transform: AUGMENTATION } : {}),
    validation: test,
    ...inRun(context, name),
    onEpoch: ({ epoch, metrics, validation }) =>
      log(
        `${name}, epoch ${epoch}: ${percent(metrics.accuracy)} in training, ${percent(validation?.metrics.accuracy)} on test images`,
      ),
  };
  try {
    return await fit(model, train, options);
  } finally {
    model.dispose();
  }
}

const percent = (value = Number.NaN) => `${(100 * value).toFixed(2)} %`;
const trainAccuracy = (history: History) => history.at(-1)?.metrics.accuracy ?? Number.NaN;
const testAccuracy = (history: History) => history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN;

/** E6: pictures of augmentation, and what it does for a small CNN. */
export const e6 = defineExperiment({
  id: 'E6',
  title: 'Image augmentation: a gallery, and its effect on a small CNN',
  app: 'fashion-mnist',
  metrics: {
    augmented: { label: 'test accuracy with flips and crops', reported: 'none', format: 'percent' },
    plain: { label: 'test accuracy without', reported: 'none', format: 'percent' },
    gapAugmented: {
      label: 'training minus test accuracy with flips and crops',
      reported: 'none',
      format: 'percent',
    },
    gapPlain: { label: 'training minus test accuracy without', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { files: [1], trainImages: 500, testImages: 200, epochs: 2 },
    default: { files: [1], trainImages: 5000, testImages: 2000, epochs: 20 },
    full: { files: [1, 2, 3, 4, 5], trainImages: 50_000, testImages: 10_000, epochs: 20 },
  } satisfies Record<string, Settings>,
  target: () => 'augmentation makes the gap between training and test smaller',
  run: async (context) => {
    const { settings, seed } = context;
    const data = await cifar10({ ...loading(context), batches: settings.files });
    const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
    const [train, test] = [part(data.train, settings.trainImages), part(data.test, settings.testImages)];
    const plain = await trained(context, train, test, 'plain');
    const augmented = await trained(context, train, test, 'augmented');

    const [gapPlain, gapAugmented] = [plain, augmented].map(
      (history) => trainAccuracy(history) - testAccuracy(history),
    ) as [number, number];
    const epochs = plain.map(({ epoch }) => epoch);
    const series = Object.entries({ 'without, training': plain, 'with, training': augmented }).map(
      ([name, history]) => ({
        name,
        x: epochs,
        y: history.map(({ metrics }) => metrics.accuracy ?? Number.NaN),
      }),
    );
    const tested = Object.entries({ 'without, test': plain, 'with, test': augmented }).map(
      ([name, history]) => ({
        name,
        x: epochs,
        y: history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN),
        markers: true,
      }),
    );
    return {
      reproduced: { augmented: testAccuracy(augmented), plain: testAccuracy(plain), gapAugmented, gapPlain },
      passed: gapAugmented < gapPlain,
      figures: {
        ...galleries(data.test, seed),
        accuracy: lineChart({
          title: 'Accuracy with and without augmentation',
          x: { label: 'epoch' },
          y: { label: 'accuracy', format: '.0%' },
          series: [...series, ...tested],
        }),
      },
      protocol:
        `The CNN of homework B1 on ${train.length} training images of CIFAR-10, ${settings.epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning ` +
        `rate ${LEARNING_RATE} falling along a cosine and momentum ${MOMENTUM}, weights of the last epoch, tested on ${test.length} test images; once as ` +
        'they are, once with random horizontal flips and random crops after padding by 4. Training accuracy is measured while the weights move, with augmentation on ' +
        'augmented images.',
    };
  },
});
