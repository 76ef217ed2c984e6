import { type BalanceOptions, balanced } from './balance.ts';
import type { DatasetMethods, MapOptions } from './dataset.ts';
import { datasetCore } from './dataset-core.ts';
import { InvalidDataError } from './errors.ts';
import { imageBatches } from './image-batch.ts';
import { type LabelledImages, validLabelledImages } from './labelled-images.ts';
import { mapRows } from './map-rows.ts';
import { sizeOf } from './numbers.ts';
import { type ChannelStats, channelStats } from './stats.ts';

/** One image as a view of the stored bytes (`H*W*C`), with its label. */
export interface LabelledImage {
  readonly image: Uint8Array;
  readonly label: number;
}

/**
 * Labelled images, stored as bytes; a batch is `xs` float32 `[B, H, W, C]` in [0, 1] and `ys` int32 `[B]`, or what its transform makes of them.
 */
export interface ImageDataset extends DatasetMethods<LabelledImage, ImageDataset>, LabelledImages {
  readonly classes: readonly string[];
  readonly shape: readonly [number, number, number];
  /** Mean and standard deviation of each channel over all pixels, in [0, 1]: what `normalize` of `@gradlab/augment` takes. */
  stats(): ChannelStats;
  /**
   * All images, followed by transformed copies of random images of the small classes, so that each class has as many as the largest. Every image
   * of a class is copied equally often, up to one. The copies are stored as bytes.
   *
   * @throws InvalidArgumentError for classes or counts that cannot be meant
   * @throws InvalidDataError when a class has no image, or the transform mixes labels, changes the shape or leaves [0, 1]
   */
  balanceByAugmentation(options: BalanceOptions): ImageDataset;
}

/**
 * Labelled images as a data set. The arrays are kept, not copied.
 *
 * @throws InvalidDataError when lengths disagree, a label has no class, or there is no image
 */
export function imageDataset(data: LabelledImages): ImageDataset {
  const { name, classes, shape, images, labels } = validLabelledImages(data);
  const inputs = { data: images, size: sizeOf(shape) };
  const targets = { data: labels, size: 1 };
  const like = (changes: Partial<LabelledImages>) =>
    imageDataset({ name, classes, shape, images, labels, ...changes });

  const map = (
    change: (example: LabelledImage, index: number) => LabelledImage,
    { targetShape: _, ...as }: MapOptions,
  ): ImageDataset => {
    const size = sizeOf(as.shape ?? shape);
    const [mapped, relabelled] = mapRows<Uint8Array, Uint8Array, LabelledImage>(
      core,
      (example, i) => {
        const { image, label } = change(example, i);
        const stored = Uint8Array.of(label);
        if (stored[0] === label) return [image, stored];
        throw new InvalidDataError(`${name}: map at index ${i}: label ${label} is no class index.`);
      },
      [{ data: images, size }, targets],
    );
    return like({ ...(as as Partial<LabelledImages>), images: mapped, labels: relabelled });
  };
  const core: DatasetMethods<LabelledImage, ImageDataset> = datasetCore({
    name,
    noun: 'image',
    classes,
    shape,
    inputs,
    targets,
    example: (image, label) => ({ image, label: label[0] as number }),
    derive: (bytes, classIndices) => like({ images: bytes, labels: classIndices }),
    map,
    assemble: (options) => imageBatches({ name, classes, shape, images, labels }, options),
  });
  return {
    ...core,
    shape,
    images,
    labels,
    stats: () => channelStats(images, shape[2]),
    balanceByAugmentation: (options) => like(balanced({ name, classes, shape, images, labels }, options)),
  };
}
