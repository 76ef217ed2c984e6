import { imageSource } from '#platform';
import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import { type ImageDataset, imageDataset } from '../image-dataset.ts';
import { decodeImages, type Skipped } from './decode-images.ts';
import type { ImageFolderOptions } from './folder-options.ts';
import { labelFiles } from './label-files.ts';
import { isPicture } from './picture-names.ts';

/** What `imageFolder` found. */
export interface ImageFolder {
  readonly data: ImageDataset;
  /** The path of each image of `data`, in its order. */
  readonly files: readonly string[];
  /** Pictures that could not be decoded; only with `skipCorrupt`. */
  readonly skipped: readonly Skipped[];
  /** Files that are no pictures by their name, and pictures without a class. */
  readonly ignored: readonly string[];
}

function sides(size: ImageFolderOptions['size']): [number, number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const good = (side: number) => Number.isInteger(side) && side >= 1;
  if (good(height) && good(width)) return [height, width];
  throw new InvalidArgumentError(
    `imageFolder: size is ${JSON.stringify(size)}; pass an integer of at least 1, or [height, width].`,
  );
}

function checkedBackground(background: readonly [number, number, number]) {
  if (background.length === 3 && background.every((value) => value >= 0 && value <= 255)) return background;
  throw new InvalidArgumentError(
    `imageFolder: background is [${background}]; pass [red, green, blue] from 0 to 255.`,
  );
}

/**
 * Pictures (JPEG, PNG, WebP) as a data set of RGB images of one size: a folder for each class as torchvision's `ImageFolder` reads it, Food-11's
 * flat names, or labels from a table or a function. In Node it needs `sharp` 0.33 or later; in a browser, `files`.
 *
 * Pictures are turned as their EXIF data say, brought to 8-bit sRGB and laid on `background` where they are transparent, then resized with an
 * antialiased bilinear filter, bit for bit as Pillow and torchvision do. The order is that of classes, then of folders and names, by
 * code points; with a table or function, of folders and names alone.
 *
 * @returns `data` with images `[H, W, 3]`, kept as `N*H*W*3` bytes
 * @throws MissingFileError when the folder or a file is not there or unreadable
 * @throws CorruptFileError naming the first picture that cannot be decoded, unless `skipCorrupt`
 * @throws InvalidDataError when there is no picture, a class folder is empty, or a label is none of the classes
 * @throws MissingPeerError in Node without sharp
 */
export async function imageFolder(options: ImageFolderOptions): Promise<ImageFolder> {
  const { labels = 'folder', resize = 'crop', background = [255, 255, 255], concurrency = 4 } = options;
  const size = sides(options.size);
  if (resize !== 'crop' && resize !== 'stretch') {
    throw new InvalidArgumentError(`imageFolder: resize is ${JSON.stringify(resize)}; pass crop or stretch.`);
  }
  options.signal?.throwIfAborted();
  const source = await imageSource(options, checkedBackground(background));
  const { where } = source;
  const files = labelFiles({
    where,
    pictures: source.files.filter(isPicture),
    folders: source.folders,
    labels,
    classes: options.classes,
  });
  if (files.classes.length > 256) {
    throw new InvalidDataError(
      `${where}: ${files.classes.length} classes, but a data set of images has at most 256; give labels as names, so that only those that occur count.`,
    );
  }
  const { images, kept, skipped } = await decodeImages({
    ...options,
    where,
    paths: files.paths,
    size,
    resize,
    concurrency,
    decode: source.decode,
  });
  return {
    data: imageDataset({
      name: options.name ?? where.split(/[\\/]/).findLast((part) => part !== '') ?? 'images',
      classes: files.classes,
      shape: [...size, 3],
      images,
      labels: Uint8Array.from(kept, (i) => files.labels[i] as number),
    }),
    files: kept.map((i) => files.paths[i] as string),
    skipped,
    ignored: [...source.files.filter((path) => !isPicture(path)), ...files.unlabelled],
  };
}
