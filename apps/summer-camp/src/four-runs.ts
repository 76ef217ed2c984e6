import {
  colorJitter,
  compose,
  randomHorizontalFlip,
  randomResizedCrop,
  randomRotation,
} from '@gradlab/augment';
import type { Transform } from '@gradlab/datasets';
import type { Metric } from '@gradlab/experiment';

/** One of the document's four runs. */
export interface CampRun {
  readonly title: string;
  readonly network: 'baseline' | 'resnet18';
  readonly augmented: boolean;
  readonly epochs: number;
  /** The document's validation accuracy and loss on Food-11. */
  readonly reported: { readonly accuracy: number; readonly loss: number };
}

export type RunName = 'd2' | 'd3' | 'd4' | 'd5';

/** D2 to D5. The document names the epochs of D3 and D5; those of D2 and D4 are D3's. */
export const RUNS: Readonly<Record<RunName, CampRun>> = {
  d2: {
    ...{ title: 'baseline', network: 'baseline', augmented: false, epochs: 8 },
    reported: { accuracy: 0.5911, loss: 1.2219 },
  },
  d3: {
    ...{ title: 'ResNet-18', network: 'resnet18', augmented: false, epochs: 8 },
    reported: { accuracy: 0.593, loss: 1.2785 },
  },
  d4: {
    ...{ title: 'baseline, augmentation', network: 'baseline', augmented: true, epochs: 8 },
    reported: { accuracy: 0.517, loss: 1.3631 },
  },
  d5: {
    ...{ title: 'ResNet-18, augmentation', network: 'resnet18', augmented: true, epochs: 12 },
    reported: { accuracy: 0.6036, loss: 1.2234 },
  },
};

export const RUN_NAMES = Object.keys(RUNS) as RunName[];
export const SEEDS = 3;
export const LEARNING_RATE = 0.001;
export const BATCH_SIZE = 64;

/** D4: flip, rotation, resized crop and colour jitter. */
export const augmentation = (pixels: number): Transform =>
  compose([
    randomHorizontalFlip({ p: 0.2 }),
    randomRotation(10),
    randomResizedCrop(pixels, { scale: [0.9, 1] }),
    colorJitter({ brightness: 0.1, contrast: 0.1, saturation: 0.1, hue: 0.1 }),
  ]);

const of = <Key extends string>(key: Key, metric: Metric) => ({ [key]: metric }) as Record<Key, Metric>;

/** Mean over the seeds of what the last epoch came to. */
export const METRICS = {
  ...Object.assign(
    {},
    ...RUN_NAMES.map((name) => ({
      ...of(`${name}Accuracy`, {
        label: `${name.toUpperCase()}, ${RUNS[name].title}: validation accuracy`,
        reported: RUNS[name].reported.accuracy,
        format: 'percent',
      }),
      ...of(`${name}Loss`, {
        label: `${name.toUpperCase()}, ${RUNS[name].title}: validation loss`,
        reported: RUNS[name].reported.loss,
      }),
    })),
  ),
  ...of('alone', { label: `seeds of ${SEEDS} in which augmentation alone loses`, reported: 'it loses' }),
  ...of('together', { label: `seeds of ${SEEDS} in which both together win`, reported: 'they win' }),
} as Record<`${RunName}Accuracy` | `${RunName}Loss` | 'alone' | 'together', Metric>;
