import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import type { Batch, BatchedData } from '@gradlab/attacks';
import { imageFolder, labelsFromCsv } from '@gradlab/datasets';
import { type RunContext, UsageError } from '@gradlab/experiment';
import * as tf from '@tensorflow/tfjs-core';

const CLASSES = 1000;
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
interface Wanted {
  /** Of the images, in pixels. */
  readonly side: number;
  /** What is kept of each side of the scaled picture: a share. */
  readonly crop: number;
  /** The first rows of the labels that are used. */
  readonly count: number;
}
type Table = ReadonlyMap<string, number>;

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Class indices by picture, from a CSV: the column called TrueLabel, label or index, else the second one. */
export function labelsOfCsv(text: string, where: string): Table {
  const titles = (text.split(/\r?\n/, 1)[0] ?? '').split(/[,;\t]/).map((title) => title.trim());
  const column = titles.findIndex((title) => /^"?(true_?label|label|index)"?$/i.test(title));
  const table = labelsFromCsv(text, { label: column < 0 ? 1 : column });
  for (const [picture, label] of table) checkLabel(label, `${where}: ${picture}`);
  return table as Table;
}

function checkLabel(label: unknown, where: string): void {
  if (Number.isInteger(label) && (label as number) >= 0 && (label as number) < CLASSES) return;
  throw new UsageError(
    `${where} has the label ${JSON.stringify(label)}; an ImageNet class index is an integer from 0 to ${CLASSES - 1}.`,
  );
}

/** Labels of the published samples: `[{ file, index }]`. */
function labelsOfJson(text: string, where: string): Table {
  const rows = JSON.parse(text) as readonly { readonly file: string; readonly index: number }[];
  for (const { file, index } of rows) checkLabel(index, `${where}: ${file}`);
  return new Map(rows.map(({ file, index }) => [basename(file), index]));
}

async function readTable(given: string | undefined, folder: string): Promise<Table> {
  const besides = ['labels.csv', 'labels.json'].map((name) => join(dirname(folder), name));
  for (const path of given === undefined ? besides : [given]) {
    if (!(await exists(path))) continue;
    const text = await readFile(path, 'utf8');
    return path.endsWith('.json') ? labelsOfJson(text, path) : labelsOfCsv(text, path);
  }
  throw new UsageError(
    `There are no labels: ${given ?? besides.join(' and ')} cannot be found; name a CSV with pictures and class indices by --labels.`,
  );
}

/** The row of a picture: its name, the name without ending, or that as a number (`007.png` is row `7`). */
export function rowOf(table: Table, picture: string): string | undefined {
  const { base, name } = parse(picture);
  return [picture, base, name, String(Number(name))].find((key) => table.has(key));
}

async function classNames(folder: string): Promise<(index: number) => string> {
  const path = join(dirname(folder), 'imagenet_class_index.json');
  if (!(await exists(path))) return (index) => `class ${index}`;
  const names = JSON.parse(await readFile(path, 'utf8')) as Record<string, readonly [string, string]>;
  return (index) => names[index]?.[1]?.replaceAll('_', ' ') ?? `class ${index}`;
}

/**
 * Labelled pictures, scaled until `side / crop` is covered and cut to the middle `side`, as torchvision does for evaluation (crop 0.875: 256,
 * then 224).
 * @throws UsageError where pictures, labels or the pictures of labels are missing, and every error of `imageFolder`.
 */
export async function loadImages({ side, crop, count }: Wanted, context: Given): Promise<ImagenetImages> {
  const { dataRoot = process.env.GRADLAB_DATA, options, signal, onProgress } = context;
  const folder = options.images ?? join(dataRoot ?? '', FOLDER);
  if (!(await exists(folder))) {
    throw new UsageError(
      `There are no pictures at ${folder}: name their folder by --images, or the folder that holds ${FOLDER} by --data or GRADLAB_DATA.`,
    );
  }
  const table = new Map([...(await readTable(options.labels, folder))].slice(0, count));
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
