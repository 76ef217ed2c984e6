import { barChart, type Figure, lineChart, type ReportSection } from '@gradlab/plot';
import { historyColumns } from '@gradlab/train';
import { percent, type Trained } from './trained.ts';

type Runs = Readonly<Record<string, Trained>>;

/** B5: loss per epoch, training and test accuracy per epoch. */
export function curves(runs: Runs, title: string): { readonly loss: Figure; readonly accuracy: Figure } {
  const x = { label: 'epoch' };
  const entries = Object.entries(runs);
  const name = (run: string, part: string) => (entries.length === 1 ? part : `${run}, ${part}`);
  const series = (
    read: (log: Trained['history'][number]) => readonly [number | undefined, number | undefined],
  ) =>
    entries.flatMap(([run, { history }]) =>
      ['training', 'test'].map((part, side) => ({
        name: name(run, part),
        x: history.map(({ epoch }) => epoch),
        y: history.map((log) => read(log)[side] ?? Number.NaN),
        ...(side === 1 ? { markers: true } : {}),
      })),
    );
  return {
    loss: lineChart({
      title: `${title}: loss`,
      x,
      y: { label: 'loss' },
      series: series(({ loss, validation }) => [loss, validation?.loss]),
    }),
    accuracy: lineChart({
      title: `${title}: accuracy`,
      x,
      y: { label: 'accuracy', format: '.0%' },
      series: series(({ metrics, validation }) => [metrics.accuracy, validation?.metrics.accuracy]),
    }),
  };
}

/** Test accuracy alone, where there are many runs. */
export const testAccuracy = (runs: Runs, title: string): Figure =>
  lineChart({
    title: `${title}: test accuracy`,
    x: { label: 'epoch' },
    y: { label: 'accuracy', format: '.0%' },
    series: Object.entries(runs).map(([name, { history }]) => ({
      name,
      x: history.map(({ epoch }) => epoch),
      y: history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN),
      markers: true,
    })),
  });

/** B5: accuracy of each class on the test images. */
export const classBars = (runs: Runs, classes: readonly string[], title: string): Figure =>
  barChart({
    title,
    categories: classes,
    label: 'class',
    value: { label: 'test accuracy', format: '.0%', domain: [0, 1] },
    series: Object.entries(runs).map(([name, { report }]) => ({
      name,
      values: report.classes.map(({ recall }) => recall),
    })),
    width: 760,
  });

/** What all runs came to, side by side. */
export const runsTable = (
  runs: Runs,
  more: Readonly<Record<string, (run: Trained) => string>> = {},
): ReportSection => ({
  heading: 'Runs',
  table: {
    columns: ['run', 'test, last epoch', 'test, best epoch', 'best epoch', 'training', ...Object.keys(more)],
    rows: Object.entries(runs).map(([name, run]) => [
      name,
      percent(run.last),
      percent(run.best),
      `${run.bestEpoch} of ${run.history.length}`,
      percent(run.train),
      ...Object.values(more).map((of) => of(run)),
    ]),
  },
});

/** All that was measured in each epoch, for results.json. */
export const courses = (runs: Runs) =>
  Object.fromEntries(Object.entries(runs).map(([name, { history }]) => [name, historyColumns(history)]));
