import { cifar10, type ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';

/** How much of CIFAR-10 a mode uses; the images are drawn with the run's seed. */
export interface Size {
  /** Training files of 10000 images that are loaded. */
  readonly files: readonly number[];
  readonly trainImages: number;
  readonly testImages: number;
}

export const ALL: Size = { files: [1, 2, 3, 4, 5], trainImages: 50_000, testImages: 10_000 };

export interface Data {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** CIFAR-10, cut down to the mode's size. */
export async function loadCifar({
  settings,
  seed,
  dataRoot,
  signal,
  onProgress,
}: RunContext<Size>): Promise<Data> {
  const { train, test } = await cifar10({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    batches: settings.files,
    signal,
    onProgress,
  });
  const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
  return { train: part(train, settings.trainImages), test: part(test, settings.testImages) };
}

/** The rare classes of the long tail, and what stays of them. */
export const TAIL = [0, 1, 2, 3, 4] as const;
const KEPT = 0.1;

/** Classes 0 to 4 keep a tenth of their images. */
export const withTail = (data: ImageDataset, seed: number): ImageDataset =>
  data.longTail({ keep: Object.fromEntries(TAIL.map((label) => [label, KEPT])), seed });
