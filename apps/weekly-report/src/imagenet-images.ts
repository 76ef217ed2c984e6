import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Batch, BatchedData } from '@gradlab/attacks';
import { imageFolder } from '@gradlab/datasets';
import { type RunContext, UsageError } from '@gradlab/experiment';
import * as tf from '@tensorflow/tfjs-core';
import { exists, type LabelTable, readTable, rowOf } from './imagenet-labels.ts';

const FOLDER = 'imagenet_samples/images';

/** Pictures as a network wants them, with the indices of their ImageNet classes. */
export interface ImagenetImages extends BatchedData {
  readonly length: number;
  /** The first `count` of them. */
  take(count: number): ImagenetImages;
  /** The name of a class. */
  nameOf(index: number): string;
}

type Given = Pick<RunContext<unknown>, 'dataRoot' | 'options' | 'signal' | 'onProgress'>;
/** What is kept of pictures. */
interface Wanted {
  /** Of the images, in pixels. */
  readonly side: number;
  /** What is kept of each side of the scaled picture: a share. */
  readonly crop: number;
}

async function classNames(folder: string): Promise<(index: number) => string> {
  const path = join(dirname(folder), 'imagenet_class_index.json');
  if (!(await exists(path))) return (index) => `class ${index}`;
  const names = JSON.parse(await readFile(path, 'utf8')) as Record<string, readonly [string, string]>;
  return (index) => names[index]?.[1]?.replaceAll('_', ' ') ?? `class ${index}`;
}

/** Where pictures are, and their labels. */
export interface Pictures {
  readonly folder: string;
  readonly table: LabelTable;
}

/**
 * Looks where pictures and labels are, before anything large is loaded.
 * @param count The first rows of the labels that are used.
 * @throws UsageError where one is missing, or a label is no class index.
 */
export async function findPictures(
  count: number,
  { dataRoot = process.env.GRADLAB_DATA, options }: Given,
): Promise<Pictures> {
  const folder = options.images ?? join(dataRoot ?? '', FOLDER);
  if (!(await exists(folder))) {
    throw new UsageError(
      `There are no pictures at ${folder}: name their folder by --images, or the folder that holds ${FOLDER} by --data or GRADLAB_DATA.`,
    );
  }
  const table = await readTable(options.labels, folder);
  return { folder, table: new Map([...table].slice(0, count)) };
}

/**
 * Labelled pictures, scaled until `side / crop` is covered and cut to the middle `side`, as torchvision does for evaluation (crop 0.875: 256,
 * then 224).
 * @throws UsageError where a label has no picture, and every error of `imageFolder`.
 */
export async function loadImages(
  { folder, table }: Pictures,
  { side, crop }: Wanted,
  { signal, onProgress }: Given,
): Promise<ImagenetImages> {
  const scaled = Math.round(side / crop);
  const used = new Set<string>();
  const { data, files } = await imageFolder({
    root: folder,
    size: scaled,
    // Names, so that only the classes that occur count.
    labels: (picture) => {
      const row = rowOf(table, picture);
      if (row === undefined) return undefined;
      used.add(row);
      return String(table.get(row));
    },
    signal,
    onProgress,
  });
  const missing = [...table.keys()].find((row) => !used.has(row));
  if (missing !== undefined) {
    throw new UsageError(`${folder} has ${files.length} labelled pictures, but none for the row ${missing}.`);
  }
  const indices = data.classes.map(Number);
  const nameOf = await classNames(folder);
  const images = (part: typeof data): ImagenetImages => ({
    length: part.length,
    nameOf,
    take: (count) => images(part.take(Math.min(count, part.length))),
    *batches({ batchSize }) {
      for (const { xs, ys } of part.batches({ batchSize })) {
        try {
          yield cut(xs as tf.Tensor4D, ys as tf.Tensor1D, indices, side);
        } finally {
          tf.dispose([xs, ys]);
        }
      }
    },
  });
  return images(data);
}

function cut(xs: tf.Tensor4D, ys: tf.Tensor1D, indices: readonly number[], side: number): Batch {
  const from = Math.round((xs.shape[1] - side) / 2);
  return tf.tidy(() => ({
    xs: tf.slice(xs, [0, from, from, 0], [-1, side, side, -1]),
    ys: tf.gather(tf.tensor1d([...indices], 'int32'), ys),
  }));
}
