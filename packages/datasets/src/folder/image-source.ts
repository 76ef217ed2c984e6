import { InvalidArgumentError } from '../errors.ts';
import type { ImageFolderOptions, PictureFile } from './folder-options.ts';
import type { Pixels } from './pixels.ts';

/** Pictures, and how to decode one: what differs between Node and a browser. */
export interface ImageSource {
  /** What error messages call it. */
  readonly where: string;
  /** Paths relative to the root, with `/`; of all files, in any order. */
  readonly files: readonly string[];
  /** Names of the folders in the root, as far as they are known. */
  readonly folders: readonly string[];
  /** MissingFileError or NetworkError when it cannot be read, CorruptFileError when it cannot be decoded. */
  decode(path: string): Promise<Pixels>;
}

/** The shape of `#platform`: finds the pictures that `options` name. */
export type FindImages = (
  options: ImageFolderOptions,
  background: readonly [number, number, number],
) => Promise<ImageSource>;

/** The path of a chosen file without the folder that was chosen. */
function pathOf(file: string | PictureFile): string {
  if (typeof file === 'string') return file;
  const path = file.webkitRelativePath ?? '';
  return path === '' ? file.name : path.slice(path.indexOf('/') + 1);
}

/** The files that the caller named, by path. InvalidArgumentError when two have the same. */
export function namedFiles(files: ArrayLike<string | PictureFile>): Map<string, string | PictureFile> {
  const named = new Map<string, string | PictureFile>();
  for (const file of Array.from(files)) {
    const path = pathOf(file);
    if (named.has(path)) {
      throw new InvalidArgumentError(
        `imageFolder: two files are named ${path}; each needs a path of its own.`,
      );
    }
    named.set(path, file);
  }
  return named;
}
