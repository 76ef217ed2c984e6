import { type ImageDataset, mnist } from '@gradlab/datasets';
import type { Mode, RunContext } from '@gradlab/experiment';
import { digitCnn } from '@gradlab/models';
import { fit, type History, inRun, sgd } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Fixed by the homework, but for the batch size, on which it is silent. */
const LEARNING_RATE = 0.02;
const MOMENTUM = 0.92;
const BATCH_SIZE = 64;

/** How much of MNIST a mode uses; the samples are drawn with the run's seed. */
export interface Size {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
}

/** The same in all experiments, so that their figures belong together. */
export const SIZES = {
  quick: { trainImages: 4000, testImages: 1000, epochs: 1 },
  default: { trainImages: 20_000, testImages: 10_000, epochs: 1 },
  full: { trainImages: 60_000, testImages: 10_000, epochs: 6 },
} satisfies Record<Mode, Size>;

export interface TargetedSize extends Size {
  /** Test accuracy that the run must reach. */
  readonly target: number;
}

/** The sizes with what each must reach: the homework's own figure where its protocol is run. */
export const TARGETED_SIZES = {
  quick: { ...SIZES.quick, target: 0.7 },
  default: { ...SIZES.default, target: 0.975 },
  full: { ...SIZES.full, target: 0.9884 },
} satisfies Record<Mode, TargetedSize>;

export type Digits = { readonly train: ImageDataset; readonly test: ImageDataset };

/** MNIST, cut down to the mode's size. */
export async function loadDigits({
  settings,
  seed,
  dataRoot,
  signal,
  onProgress,
}: RunContext<Size>): Promise<Digits> {
  const { train, test } = await mnist({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    packageRoots: [import.meta.url],
    signal,
    onProgress,
  });
  const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
  return { train: part(train, settings.trainImages), test: part(test, settings.testImages) };
}

export interface TrainedDigits {
  readonly model: LayersModel;
  readonly history: History;
}

/** The digit CNN, trained as the homework says. The caller disposes the model. */
export async function trainDigits(
  context: RunContext<Size>,
  { train, test }: Digits,
  { batchNorm = true }: { readonly batchNorm?: boolean } = {},
): Promise<TrainedDigits> {
  const { settings, seed, log } = context;
  const name = batchNorm ? 'with batch norm' : 'without batch norm';
  const model = digitCnn({ batchNorm, seed });
  const history = await fit(model, train, {
    optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM }),
    epochs: settings.epochs,
    batchSize: BATCH_SIZE,
    validation: test,
    ...inRun(context, name),
    onEpoch: ({ epoch, loss, validation, seconds }) =>
      log(
        `${name}, epoch ${epoch}: training loss ${loss.toFixed(4)}, ` +
          `test accuracy ${percent(validation?.metrics.accuracy)}, ${seconds.toFixed(0)} s`,
      ),
  });
  return { model, history };
}

/** Accuracy on the test images after the last epoch. */
export const finalAccuracy = (history: History): number =>
  history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN;

export const percent = (value = Number.NaN): string => `${(100 * value).toFixed(2)} %`;

/** The method section that all experiments on digits share. */
export const trainingProtocol = ({ trainImages, testImages, epochs }: Size): string =>
  `Digit CNN (3 convolutions, 2 dense layers) on ${trainImages} training images of MNIST in [0, 1], ` +
  `${epochs} epoch${epochs === 1 ? '' : 's'}, batches of ${BATCH_SIZE}, cross-entropy, SGD with learning rate ` +
  `${LEARNING_RATE} and momentum ${MOMENTUM}, weights of the last epoch; tested on ${testImages} test images.`;
