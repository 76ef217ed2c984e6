import { barChart, lineChart } from '@gradlab/plot';
import type { History } from '@gradlab/train';
import { RUN_NAMES, RUNS, type RunName, SEEDS } from './four-runs.ts';

export const accuracyOf = (history: History) => history.at(-1)?.validation?.metrics.accuracy ?? Number.NaN;
export const lossOf = (history: History) => history.at(-1)?.validation?.loss ?? Number.NaN;
export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The standard deviation of a sample. */
export const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

type Histories = Readonly<Record<RunName, readonly History[]>>;

/** Accuracy epoch by epoch, mean over the seeds. */
export function curves(histories: Histories) {
  return lineChart({
    title: 'Validation accuracy, mean over the seeds',
    x: { label: 'epoch' },
    y: { label: 'accuracy', format: '.0%' },
    series: RUN_NAMES.map((name) => ({
      name: RUNS[name].title,
      x: histories[name][0]?.map(({ epoch }) => epoch) ?? [],
      y:
        histories[name][0]?.map((_, i) =>
          mean(histories[name].map((history) => history[i]?.validation?.metrics.accuracy ?? Number.NaN)),
        ) ?? [],
      markers: true,
    })),
  });
}

const SHORT = { d2: 'baseline', d3: 'ResNet-18', d4: 'augmentation', d5: 'both' } as const;

/** What the last epochs came to, beside what was reported. */
export function bars(histories: Histories) {
  const accuracies = RUN_NAMES.map((name) => histories[name].map(accuracyOf));
  return barChart({
    title: 'Validation accuracy after the last epoch',
    categories: RUN_NAMES.map((name) => SHORT[name]),
    value: { label: 'accuracy', format: '.0%' },
    series: [
      { name: `mean of ${SEEDS} seeds`, values: accuracies.map(mean), errors: accuracies.map(deviation) },
      { name: 'reported, on Food-11', values: RUN_NAMES.map((name) => RUNS[name].reported.accuracy) },
    ],
  });
}
