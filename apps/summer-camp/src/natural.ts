import { cifar10, type ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';

/** How much of CIFAR-10, which stands in for Food-11, a mode uses. */
export interface NaturalSize {
  /** Training files of 10000 images that are loaded. */
  readonly files: readonly number[];
  readonly trainImages: number;
  readonly testImages: number;
  /** Training images that test images are compared with. */
  readonly references: number;
}

/** CIFAR-10, cut down to the mode's size; the images are drawn with the run's seed. */
export async function loadNatural({
  settings,
  seed,
  dataRoot,
  signal,
  onProgress,
}: RunContext<NaturalSize>): Promise<{ readonly train: ImageDataset; readonly test: ImageDataset }> {
  const { train, test } = await cifar10({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    batches: settings.files,
    signal,
    onProgress,
  });
  return {
    train: train.take(Math.min(settings.trainImages, train.length), { seed }),
    test: test.take(Math.min(settings.testImages, test.length), { seed }),
  };
}
