import { resize } from '@gradlab/augment';
import type { BatchSource } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { nin } from '@gradlab/models';
import type { ReportSection } from '@gradlab/plot';
import {
  type ClassificationReport,
  classificationReport,
  cosine,
  fit,
  type History,
  inRun,
  sgd,
} from '@gradlab/train';
import { curves, loadFashion, percent, type Size } from './fashion.ts';

const BATCH_SIZE = 128;
const LEARNING_RATE = 0.02;
const MOMENTUM = 0.9;

interface Settings extends Size {
  /** Pixels of a side after resizing; the network takes 67 and more. */
  readonly pixels: number;
  /** Multiplies the channels 96, 256 and 384 of the first three blocks. */
  readonly width: number;
  /** Test accuracy that the run must reach. */
  readonly target: number;
}

/** The same images, drawn larger whenever a batch is taken. */
const enlarged = (data: BatchSource, pixels: number): BatchSource => ({
  length: data.length,
  batches: (options) => data.batches({ ...options, transform: resize(pixels) }),
});

const perClass = (names: readonly string[], { classes }: ClassificationReport): ReportSection => ({
  heading: 'Classes on the test images',
  table: {
    columns: ['class', 'precision', 'recall', 'F1'],
    rows: classes.map(({ precision, recall, f1 }, k) => [
      names[k] ?? '',
      ...[precision, recall, f1].map(percent),
    ]),
  },
});

async function train(
  context: RunContext<Settings>,
  model: ReturnType<typeof nin>,
  data: { readonly train: BatchSource; readonly test: BatchSource },
): Promise<History> {
  const { settings, log } = context;
  return fit(model, data.train, {
    optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM }),
    schedule: cosine(),
    epochs: settings.epochs,
    batchSize: BATCH_SIZE,
    validation: data.test,
    ...inRun(context, 'NiN'),
    onEpoch: ({ epoch, loss, metrics, validation, seconds }) =>
      log(
        `epoch ${epoch}: training loss ${loss.toFixed(4)}, ${percent(metrics.accuracy)} in training, ` +
          `${percent(validation?.metrics.accuracy)} on test images, ${seconds.toFixed(0)} s`,
      ),
  });
}

/** E5: network in network. */
export const e5 = defineExperiment({
  id: 'E5',
  title: 'Network in network on Fashion-MNIST',
  app: 'fashion-mnist',
  metrics: {
    testAccuracy: { label: 'test accuracy', reported: 'none', format: 'percent' },
    trainAccuracy: { label: 'training accuracy of the last epoch', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { trainImages: 2560, testImages: 500, epochs: 2, pixels: 67, width: 0.25, target: 0.15 },
    default: { trainImages: 20_000, testImages: 2000, epochs: 5, pixels: 67, width: 0.5, target: 0.7 },
    full: { trainImages: 60_000, testImages: 10_000, epochs: 4, pixels: 67, width: 0.5, target: 0.8 },
  } satisfies Record<string, Settings>,
  target: ({ target }) => `test accuracy >= ${percent(target)}`,
  run: async (context) => {
    const { settings, seed, signal } = context;
    const { pixels, width, epochs } = settings;
    const fashion = await loadFashion(context);
    const data = { train: enlarged(fashion.train, pixels), test: enlarged(fashion.test, pixels) };
    const model = nin({ inputShape: [pixels, pixels, 1], width, seed });
    try {
      const history = await train(context, model, data);
      const report = await classificationReport(model, data.test, { signal });
      return {
        reproduced: {
          testAccuracy: report.accuracy,
          trainAccuracy: history.at(-1)?.metrics.accuracy ?? Number.NaN,
        },
        passed: report.accuracy >= settings.target,
        figures: curves('Network in network', history),
        sections: [perClass(fashion.test.classes, report)],
        protocol:
          `Blocks of a convolution and two 1 x 1 convolutions: 11 x 11 with stride 4, 5 x 5, 3 x 3 and 3 x 3, the first three with ${width} of 96, 256 and 384 channels, the last with one for each class; ` +
          `max pools between them, dropout 0.5, the average over the image, He's initial weights. Images resized to ${pixels} x ${pixels}, the smallest that these kernels take. ` +
          `${settings.trainImages} training images, ${epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE} falling along a cosine and momentum ${MOMENTUM}, ` +
          `weights of the last epoch, tested on ${settings.testImages} test images. The book has the full width, 224 x 224 pixels, learning rate 0.1 without momentum and Xavier's weights. ` +
          'The learning rate and the momentum were chosen by the training loss of the first 200 steps, where 0.1 without momentum had hardly left the start. ' +
          'Training accuracy is measured while the weights move, with dropout.',
      };
    } finally {
      model.dispose();
    }
  },
});
