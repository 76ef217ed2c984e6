import { fashionMnist, type ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { type Figure, lineChart } from '@gradlab/plot';
import type { History } from '@gradlab/train';
import { loading } from './data.ts';

/** How much of Fashion-MNIST a mode uses; the samples are drawn with the run's seed. */
export interface Size {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
}

export const SIZES = {
  quick: { trainImages: 2000, testImages: 500, epochs: 2 },
  default: { trainImages: 60_000, testImages: 10_000, epochs: 10 },
  full: { trainImages: 60_000, testImages: 10_000, epochs: 30 },
} satisfies Record<string, Size>;

/** Fashion-MNIST, cut down to the mode's size. */
export async function loadFashion(
  context: RunContext<Size>,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const { settings, seed } = context;
  const { train, test } = await fashionMnist(loading(context));
  const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
  return { train: part(train, settings.trainImages), test: part(test, settings.testImages) };
}

/** Test accuracy after each epoch, for loops of one's own and for `fit`. */
export const testCurves = (title: string, accuracies: Readonly<Record<string, readonly number[]>>): Figure =>
  lineChart({
    title,
    x: { label: 'epoch' },
    y: { label: 'test accuracy', format: '.0%' },
    series: Object.entries(accuracies).map(([name, y]) => ({
      name,
      x: y.map((_, i) => i + 1),
      y: [...y],
      markers: true,
    })),
  });

export const testAccuracies = (history: History): number[] =>
  history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN);

/** Loss and accuracy within and after each epoch. */
export function curves(name: string, history: History): { readonly loss: Figure; readonly accuracy: Figure } {
  const within = history.flatMap(({ curve }) => curve);
  const chart = (
    of: string,
    y: { readonly label: string; readonly format?: string },
    read: (point: Pick<History[number], 'loss' | 'metrics'> | undefined) => number | undefined,
  ) =>
    lineChart({
      title: `${name}: ${of}`,
      x: { label: 'epoch' },
      y,
      series: [
        {
          name: 'training',
          x: within.map(({ epoch }) => epoch),
          y: within.map((point) => read(point) ?? Number.NaN),
        },
        {
          name: 'test',
          x: history.map(({ epoch }) => epoch),
          y: history.map(({ validation }) => read(validation) ?? Number.NaN),
          markers: true,
        },
      ],
    });
  return {
    loss: chart('loss', { label: 'cross-entropy' }, (point) => point?.loss),
    accuracy: chart('accuracy', { label: 'accuracy', format: '.0%' }, (point) => point?.metrics.accuracy),
  };
}

export const percent = (value = Number.NaN): string => `${(100 * value).toFixed(2)} %`;
