import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { resnet18 } from '@gradlab/models';
import { adam, fit, type History, historyColumns, inRun } from '@gradlab/train';
import { baseline } from './baseline.ts';
import { accuracyOf, bars, curves, deviation, lossOf, mean } from './camp-pictures.ts';
import { answer, finding } from './finding.ts';
import { type Food, type FoodSize, loadFood } from './food.ts';
import {
  augmentation,
  BATCH_SIZE,
  type CampRun,
  LEARNING_RATE,
  METRICS,
  RUN_NAMES,
  RUNS,
  type RunName,
  SEEDS,
} from './four-runs.ts';

interface Settings extends FoodSize {
  /** Multiplies the channels of ResNet-18. */
  readonly width: number;
  /** Multiplies the epochs of all runs, rounded up. */
  readonly epochs: number;
  /** What every run must exceed, as a multiple of chance; too few images promise nothing. */
  readonly chances: number;
}

const percent = (value = Number.NaN) => `${(100 * value).toFixed(2)} %`;
async function trained(
  context: RunContext<Settings>,
  food: Food,
  name: string,
  run: CampRun,
  seed: number,
): Promise<History> {
  const { settings, log } = context;
  const { shape: inputShape, classes: names } = food.train;
  const shared = { inputShape, classes: names.length, seed };
  const model =
    run.network === 'baseline'
      ? baseline({ ...shared, batchNorm: true })
      : resnet18({ ...shared, width: settings.width });
  const label = `${name}, seed ${seed}`;
  try {
    return await fit(model, food.train, {
      optimizer: adam(LEARNING_RATE),
      epochs: Math.ceil(run.epochs * settings.epochs),
      batchSize: BATCH_SIZE,
      ...(run.augmented ? { transform: augmentation(inputShape[0]) } : {}),
      validation: food.validation,
      ...inRun(context, label),
      seed,
      onEpoch: ({ epoch, metrics, validation, seconds }) =>
        log(
          `${label}, epoch ${epoch}: ${percent(metrics.accuracy)} in training, ${percent(validation?.metrics.accuracy)} in validation, ${seconds.toFixed(0)} s`,
        ),
    });
  } finally {
    model.dispose();
  }
}

/** D2 to D5: baseline, ResNet-18, augmentation, and both. */
export const d2d5 = defineExperiment({
  id: 'D2-D5',
  title: 'Baseline, ResNet-18, augmentation, and both, with three seeds',
  app: 'summer-camp',
  metrics: METRICS,
  settings: {
    quick: {
      ...{ files: [1], trainImages: 128, validationImages: 64, pixels: 32 },
      ...{ width: 0.125, epochs: 0.125, chances: 0 },
    },
    default: {
      ...{ files: [1], trainImages: 2000, validationImages: 1000, pixels: 64 },
      ...{ width: 0.5, epochs: 1, chances: 1 },
    },
    full: {
      ...{ files: [1], trainImages: 10_000, validationImages: 3400, pixels: 128 },
      ...{ width: 1, epochs: 1, chances: 1 },
    },
  } satisfies Record<string, Settings>,
  target: ({ chances }) =>
    `all four runs ${chances > 0 ? 'are better than chance' : 'end'} in every seed; the finding is answered, either way`,
  run: async (context) => {
    const { settings, seed, log } = context;
    const food = await loadFood(context);
    const histories: Record<RunName, History[]> = { d2: [], d3: [], d4: [], d5: [] };
    for (let i = 0; i < SEEDS; i++) {
      for (const name of RUN_NAMES) {
        histories[name].push(await trained(context, food, name, RUNS[name], seed + i));
      }
    }
    const of = (name: RunName) => histories[name].map(accuracyOf);
    const accuracies = { d2: of('d2'), d3: of('d3'), d4: of('d4'), d5: of('d5') };
    const found = finding(accuracies);
    const text = answer(found, SEEDS);
    log(text);
    const least = settings.chances / food.train.classes.length;
    return {
      reproduced: {
        ...(Object.fromEntries(
          RUN_NAMES.flatMap((name) => [
            [`${name}Accuracy`, mean(accuracies[name])],
            [`${name}Loss`, mean(histories[name].map(lossOf))],
          ]),
        ) as Record<`${RunName}Accuracy` | `${RunName}Loss`, number>),
        alone: found.alone,
        together: found.together,
      },
      passed: RUN_NAMES.every((name) =>
        accuracies[name].every((accuracy) => least === 0 || accuracy > least),
      ),
      curves: Object.fromEntries(
        RUN_NAMES.flatMap((name) =>
          histories[name].map((history, i) => [`${name}, seed ${seed + i}`, historyColumns(history)]),
        ),
      ),
      figures: { accuracy: curves(histories), runs: bars(histories) },
      sections: [
        {
          heading: 'The finding',
          text,
          table: {
            columns: [
              'run',
              ...Array.from({ length: SEEDS }, (_, i) => `seed ${seed + i}`),
              'mean',
              'deviation',
            ],
            rows: RUN_NAMES.map((name) => [
              `${name.toUpperCase()}, ${RUNS[name].title}`,
              ...[...accuracies[name], mean(accuracies[name]), deviation(accuracies[name])].map(percent),
            ]),
          },
        },
      ],
      protocol:
        `${food.text}. ${RUN_NAMES.map((name) => `${name.toUpperCase()}: ${RUNS[name].title}, ${Math.ceil(RUNS[name].epochs * settings.epochs)} epochs`).join('; ')}. Baseline: blocks of a 3 x 3 ` +
        'convolution, batch norm, ReLU and a max pool until 4 x 4 pixels are left, one dense layer. ResNet-18 has the 7 x 7 stem of stride 2' +
        `${settings.width === 1 ? '' : ` and ${settings.width} of its channels`}. Adam with learning rate ${LEARNING_RATE}, batches of ${BATCH_SIZE}, cross-entropy; the document names no optimizer. Augmentation: horizontal flips with ` +
        'probability 0.2, rotations by up to 10 degrees, crops of 0.9 to 1 of the area resized, colour jitter of 0.1 in brightness, contrast, saturation and hue. The epochs of D2 and D4 are those of D3. Weights of the last ' +
        'epoch; the seeds decide about initial weights, orders and augmentation, the images stay the same.',
    };
  },
});
