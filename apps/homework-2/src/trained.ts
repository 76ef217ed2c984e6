import { normalize } from '@gradlab/augment';
import type { BatchSource, ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import {
  type ClassificationReport,
  classificationReport,
  fit,
  type History,
  inRun,
  type Loss,
} from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Recipe } from './recipe.ts';

export interface Training {
  /** Names the run in the log, and its checkpoint. */
  readonly name: string;
  /** Disposed after the training. */
  readonly model: LayersModel;
  /** A data set of images where the recipe normalizes them. */
  readonly train: BatchSource & Partial<Pick<ImageDataset, 'stats'>>;
  readonly test: BatchSource;
  readonly recipe: Recipe;
  /** Default: cross-entropy. */
  readonly loss?: Loss;
}

/** What a training came to. */
export interface Trained {
  readonly history: History;
  /** Test accuracy after the last epoch, and the highest after any, which the test images chose. */
  readonly last: number;
  readonly best: number;
  readonly bestEpoch: number;
  /** Training accuracy of the last epoch, while the weights move. */
  readonly train: number;
  /** The weights of the last epoch on the test images. */
  readonly report: ClassificationReport;
}

export const percent = (value = Number.NaN): string => `${(100 * value).toFixed(2)} %`;

/** The data as the recipe has the network see them. */
function seen({ train, test, recipe }: Pick<Training, 'train' | 'test' | 'recipe'>) {
  if (!recipe.normalized) return { train, test };
  if (train.stats === undefined) throw new TypeError('Only a data set of images can be normalized.');
  const { mean, std } = train.stats();
  const transform = normalize(mean, std);
  const of = (data: BatchSource): BatchSource => ({
    length: data.length,
    batches: (options) => data.batches({ ...options, transform }),
  });
  return { train: of(train), test: of(test) };
}

export async function trained(
  context: RunContext<unknown>,
  { name, model, recipe, loss, ...data }: Training,
): Promise<Trained> {
  try {
    const { train, test } = seen({ ...data, recipe });
    const history = await fit(model, train, {
      ...recipe.fit,
      ...(loss === undefined ? {} : { loss }),
      validation: test,
      ...inRun(context, name),
      onEpoch: ({ epoch, metrics, validation, seconds }) =>
        context.log(
          `${name}, epoch ${epoch} of ${recipe.fit.epochs}: ${percent(metrics.accuracy)} in training, ` +
            `${percent(validation?.metrics.accuracy)} on test images, ${seconds.toFixed(0)} s`,
        ),
    });
    const accuracies = history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN);
    const best = Math.max(...accuracies);
    return {
      history,
      last: accuracies.at(-1) ?? Number.NaN,
      best,
      bestEpoch: accuracies.indexOf(best) + 1,
      train: history.at(-1)?.metrics.accuracy ?? Number.NaN,
      report: await classificationReport(model, test, { signal: context.signal }),
    };
  } finally {
    model.dispose();
  }
}

/** Mean accuracy of some classes. */
export const meanOf = ({ report }: Trained, classes: readonly number[]): number =>
  classes.reduce((sum, k) => sum + (report.classes[k]?.recall ?? Number.NaN), 0) / classes.length;
