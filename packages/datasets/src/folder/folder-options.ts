import type { Progress } from '../progress.ts';

/** A picture chosen in a browser, or any `File`. */
export interface PictureFile {
  readonly name: string;
  /** Path from the chosen folder on, folder included; set by browsers for `<input webkitdirectory>`. */
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Where the class of a picture comes from:
 *
 * - `folder`: the first folder of its path, `cat/7.jpg`, as in torchvision's `ImageFolder`;
 * - `prefix`: the number before the first `_` of its name, `3_12.jpg`, as in Food-11;
 * - a table from paths (or names without folders) to a class name or index, such as `labelsFromCsv` makes. A path in it that is not there is
 *   an error; a picture that is not in it is left out;
 * - a function of the path; pictures for which it returns undefined are left out.
 */
export type Labels =
  | 'folder'
  | 'prefix'
  | ReadonlyMap<string, string | number>
  | ((path: string) => string | number | undefined);

export interface ImageFolderOptions {
  /** Height and width of all images, each from 1; one number for a square. */
  readonly size: number | readonly [number, number];
  /** Node: the folder, searched with all its subfolders. Browser: the URL that the paths in `files` begin from. */
  readonly root?: string;
  /**
   * The pictures: paths relative to `root`, with `/`, or `File`s. Needed in a browser, where `input.files` of `<input webkitdirectory>` will
   * do. Default in Node: everything in `root`.
   */
  readonly files?: ArrayLike<string | PictureFile>;
  /** Default `folder`. */
  readonly labels?: Labels;
  /** Class names, in the order of their indices. Default: the names that occur, sorted; for indices, `0` to the largest. */
  readonly classes?: readonly string[];
  /** `crop` scales until `size` is covered and takes the centre; `stretch` scales each axis by itself. Default `crop`. */
  readonly resize?: 'crop' | 'stretch';
  /** RGB in [0, 255] behind transparent pictures. Default white. */
  readonly background?: readonly [number, number, number];
  /** Leave out pictures that cannot be decoded, and report them, instead of failing. Default false. */
  readonly skipCorrupt?: boolean;
  /** Pictures read and decoded at the same time, an integer >= 1. Default 4. */
  readonly concurrency?: number;
  /** What error messages call the data set. Default: the last part of `root`, or `images`. */
  readonly name?: string;
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Phase `decode`, unit `images`. */
  readonly onProgress?: (progress: Progress) => void;
}
