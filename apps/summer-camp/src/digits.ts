import { type ImageDataset, mnist } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { digitCnn } from '@gradlab/models';
import { fit, type History, inRun, sgd } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** How much of MNIST a mode uses; the samples are drawn with the run's seed. */
export interface DigitSize {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
}

export type Digits = { readonly train: ImageDataset; readonly test: ImageDataset };

const LEARNING_RATE = 0.02;
const MOMENTUM = 0.92;
const BATCH_SIZE = 64;

/** MNIST, cut down to the mode's size. */
export async function loadDigits({
  settings,
  seed,
  dataRoot,
  signal,
  onProgress,
}: RunContext<DigitSize>): Promise<Digits> {
  const { train, test } = await mnist({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    packageRoots: [import.meta.url],
    signal,
    onProgress,
  });
  const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
  return { train: part(train, settings.trainImages), test: part(test, settings.testImages) };
}

/** The digit CNN, with batch norm or without. The caller disposes the model. */
export async function trainDigits(
  context: RunContext<DigitSize>,
  { train, test }: Digits,
  { batchNorm }: { readonly batchNorm: boolean },
): Promise<{ readonly model: LayersModel; readonly history: History }> {
  const { settings, seed, log } = context;
  const name = batchNorm ? 'with batch norm' : 'without batch norm';
  const model = digitCnn({ batchNorm, seed });
  try {
    const history = await fit(model, train, {
      optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM }),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      validation: test,
      ...inRun(context, name),
      onEpoch: ({ epoch, loss, validation }) =>
        log(
          `${name}, epoch ${epoch}: training loss ${loss.toFixed(4)}, test accuracy ${percent(validation?.metrics.accuracy)}`,
        ),
    });
    return { model, history };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

export const finalAccuracy = (history: History): number =>
  history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN;

export const percent = (value = Number.NaN): string => `${(100 * value).toFixed(2)} %`;

/** How the networks were trained, in words. */
export const digitProtocol = ({ trainImages, testImages, epochs }: DigitSize): string =>
  `digit CNN on ${trainImages} images of MNIST, ${epochs} epoch${epochs === 1 ? '' : 's'}, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE} ` +
  `and momentum ${MOMENTUM}, tested on ${testImages} images`;
