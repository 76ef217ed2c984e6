import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cifar10, food11, type ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';

/** How much of CIFAR-10 stands in for Food-11, and how large Food-11's pictures are made. */
export interface FoodSize {
  readonly files: readonly number[];
  readonly trainImages: number;
  readonly validationImages: number;
  /** Side of the pictures of Food-11, 4 times a power of two. */
  readonly pixels: number;
}

export interface Food {
  readonly train: ImageDataset;
  readonly validation: ImageDataset;
  /** What it is, for the protocol. */
  readonly text: string;
}

/** Whether a folder is that of Food-11. */
async function isFood11(root: string): Promise<boolean> {
  const found = await Promise.all(
    ['training', 'train'].map((name) =>
      access(join(root, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** Food-11 where `--data` names its folder, else CIFAR-10 at the mode's size; images are drawn with the run's seed. */
export async function loadFood({
  settings,
  seed,
  dataRoot,
  signal,
  onProgress,
}: RunContext<FoodSize>): Promise<Food> {
  const { pixels, files, trainImages, validationImages } = settings;
  if (dataRoot !== undefined && (await isFood11(dataRoot))) {
    const parts = await food11({ root: dataRoot, size: pixels, signal, onProgress });
    const [train, validation] = [parts.train.data, parts.validation.data];
    return {
      ...{ train, validation },
      text: `Food-11, ${train.length} training and ${validation.length} validation pictures of ${pixels} x ${pixels} pixels`,
    };
  }
  const { train, test } = await cifar10({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    ...{ batches: files, signal, onProgress },
  });
  const part = (set: ImageDataset, count: number) => set.take(Math.min(count, set.length), { seed });
  const [few, validation] = [part(train, trainImages), part(test, validationImages)];
  return {
    ...{ train: few, validation },
    text: `CIFAR-10 stands in for Food-11: ${few.length} of its training images, and ${validation.length} of its test images for validation, 32 x 32 pixels`,
  };
}
