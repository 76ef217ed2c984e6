import { imageSource } from '#platform';
import { MissingFileError } from '../errors.ts';
import type { ImageFolderOptions, PictureFile } from './folder-options.ts';
import { type ImageFolder, imageFolder } from './image-folder.ts';

/** The classes of Food-11, in the order of the numbers in its file names. */
export const FOOD11_CLASSES: readonly string[] = [
  'Bread',
  'Dairy product',
  'Dessert',
  'Egg',
  'Fried food',
  'Meat',
  'Noodles/Pasta',
  'Rice',
  'Seafood',
  'Soup',
  'Vegetable/Fruit',
];

export type Food11Options = Omit<ImageFolderOptions, 'labels' | 'classes' | 'name'>;

/** Food-11 in its three parts. */
export interface Food11 {
  readonly train: ImageFolder;
  readonly validation: ImageFolder;
  readonly test: ImageFolder;
}

/** What copies of it call the folders; the first is the original name. */
const FOLDERS = {
  train: ['training', 'train'],
  validation: ['validation', 'valid', 'val'],
  test: ['evaluation', 'testing', 'test'],
} as const;

/**
 * Food-11 (Singla, Yuan, Ebrahimi, "Food/Non-food Image Classification and Food Categorization using Pre-Trained GoogLeNet Model", 2016): the
 * folders `training`, `validation` and `evaluation` (or `train`, `valid`, `val`, `testing`, `test`) with pictures named `3_12.jpg`, where 3 is
 * the class. It is not downloaded.
 *
 * @param options as for `imageFolder`; `root` is the folder that holds the three
 * @throws MissingFileError when one of the three folders is missing; whatever `imageFolder` throws
 */
export async function food11(options: Food11Options): Promise<Food11> {
  const { files, where } = await imageSource(options, [255, 255, 255]);
  // The source lists named files in their order.
  const named = options.files && Array.from(options.files);
  const fileAt = (path: string, i: number): string | PictureFile => named?.[i] ?? path;
  const part = async (name: keyof typeof FOLDERS): Promise<ImageFolder> => {
    const folder = FOLDERS[name].find((known) => files.some((path) => path.startsWith(`${known}/`)));
    if (folder === undefined) {
      throw new MissingFileError(
        `${where}: there is no folder ${FOLDERS[name].join(' or ')} with pictures in it.`,
      );
    }
    return imageFolder({
      ...options,
      files: files.map(fileAt).filter((_, i) => files[i]?.startsWith(`${folder}/`)),
      labels: 'prefix',
      classes: FOOD11_CLASSES,
      name: `food11 ${name}`,
    });
  };
  return { train: await part('train'), validation: await part('validation'), test: await part('test') };
}
