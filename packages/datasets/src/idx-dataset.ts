import { loadFiles } from '#platform';
import type { DataSource } from './data-source.ts';
import { CorruptFileError } from './errors.ts';
import { readIdxImages, readIdxLabels } from './idx.ts';
import { type ImageDataset, imageDataset } from './image-dataset.ts';
import type { LoadOptions } from './load-options.ts';

function part(name: string, classes: readonly string[], imageFile: Uint8Array, labelFile: Uint8Array) {
  const { count, rows, cols, pixels } = readIdxImages(imageFile, `${name} images`);
  const labels = readIdxLabels(labelFile, `${name} labels`);
  if (count !== labels.length) {
    throw new CorruptFileError(
      `${name}: ${count} images but ${labels.length} labels; fetch both files again.`,
    );
  }
  const bad = labels.findIndex((label) => label >= classes.length);
  if (bad >= 0) {
    throw new CorruptFileError(
      `${name} labels: label ${labels[bad]} at index ${bad}, but there are ${classes.length} classes.`,
    );
  }
  return imageDataset({ name, classes, shape: [rows, cols, 1], images: pixels, labels });
}

/**
 * A data set of grey images in the four files of MNIST's format.
 *
 * @param source whose files are the training images and labels, then the test images and labels
 */
export async function idxDataset(
  source: DataSource,
  classes: readonly string[],
  options: LoadOptions,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const [trainImages, trainLabels, testImages, testLabels] = (await loadFiles(source, options)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return {
    train: part(`${source.name}-train`, classes, trainImages, trainLabels),
    test: part(`${source.name}-test`, classes, testImages, testLabels),
  };
}
