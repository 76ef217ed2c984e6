import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cifar10,
  cifar100,
  DatasetError,
  fashionMnist,
  type ImageDataset,
  type LoadOptions,
  mnist,
  readHdf5,
  writeHdf5,
} from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { type GridImage, imageGrid } from '@gradlab/plot';
import { loading } from './data.ts';

type Parts = { readonly train: ImageDataset; readonly test: ImageDataset };
type Loaders = Readonly<Record<string, (options: LoadOptions) => Promise<Parts>>>;

const ALL: Loaders = { mnist, fashion_mnist: fashionMnist, cifar10, cifar100 };
const FILE = 'data-sets.h5';
const SHOWN = 8;

interface Settings {
  readonly loaders: Loaders;
  /** Images of each part, at most. */
  readonly images: number;
  /** Whether data sets may be downloaded. */
  readonly offline: boolean;
}

/** Where in the sources one stands who may not, or cannot, fetch a data set. */
const isAbsent = (error: unknown) =>
  error instanceof DatasetError && ['OFFLINE', 'NETWORK', 'MISSING_FILE'].includes(error.code);

/** How many values differ; all of them where there are not as many. */
function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.max(a.length, b.length);
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}

function row(data: ImageDataset): GridImage[] {
  return Array.from({ length: Math.min(SHOWN, data.length) }, (_, i) => {
    const { image, label } = data.get(i);
    return { pixels: image, shape: data.shape, caption: data.classes[label] ?? '' };
  });
}

/** E9: the data sets in one file that MATLAB and Python open. */
export const e9 = defineExperiment({
  id: 'E9',
  title: 'MNIST, Fashion-MNIST, CIFAR-10 and CIFAR-100 in one HDF5 file',
  app: 'fashion-mnist',
  metrics: {
    sets: { label: 'data sets in the file', reported: 4 },
    images: { label: 'images in the file', reported: 'none' },
    different: { label: 'bytes that differ when read back', reported: 'none' },
  },
  settings: {
    quick: { loaders: ALL, images: 50, offline: true },
    default: { loaders: ALL, images: 2000, offline: false },
    full: { loaders: ALL, images: Number.POSITIVE_INFINITY, offline: false },
  } satisfies Record<string, Settings>,
  target: () => 'every data set that could be had reads back to the same bytes',
  run: async (context) => {
    const { settings, signal, onProgress, scratch, log, seed } = context;
    const bundle: Record<string, Parts> = {};
    const absent: string[] = [];
    for (const [name, load] of Object.entries(settings.loaders)) {
      try {
        const { train, test } = await load({ ...loading(context), offline: settings.offline });
        const part = (set: ImageDataset) =>
          set.length > settings.images ? set.take(settings.images, { seed }) : set;
        bundle[name] = { train: part(train), test: part(test) };
        log(`${name}: ${train.length} + ${test.length} images`);
      } catch (error) {
        if (!isAbsent(error)) throw error;
        absent.push(name);
        log(`${name} is left out: ${(error as Error).message}`);
      }
    }

    const path = join(scratch, FILE);
    await writeHdf5(path, bundle, { signal, onProgress });
    const stored = await readHdf5(path, { signal });
    const parts = Object.entries(bundle).flatMap(([name, { train, test }]) => [
      [train, stored[name]?.train as ImageDataset] as const,
      [test, stored[name]?.test as ImageDataset] as const,
    ]);
    const different = parts.reduce(
      (sum, [before, after]) =>
        sum + differing(before.images, after.images) + differing(before.labels, after.labels),
      0,
    );
    const images = parts.reduce((sum, [{ length }]) => sum + length, 0);
    const sets = Object.keys(bundle).length;
    return {
      reproduced: { sets, images, different },
      passed: different === 0 && sets > 0,
      figures: {
        'read-back': imageGrid({
          title: 'Read back from the file',
          images: Object.values(stored).flatMap(({ test }) => row(test as ImageDataset)),
          columns: SHOWN,
          cell: 64,
        }),
      },
      files: { [FILE]: (to) => rename(path, to) },
      protocol:
        `${sets} data sets, ${images} images, written to one HDF5 file: a group for each data set and part with images (uint8, N x H x W x C), labels and ` +
        `class names; then read back and compared byte by byte.${absent.length > 0 ? ` Not to be had here: ${absent.join(', ')}.` : ''}`,
    };
  },
});
