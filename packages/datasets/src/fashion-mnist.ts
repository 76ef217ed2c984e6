import { FASHION_MNIST } from './fashion-mnist-source.ts';
import { idxDataset } from './idx-dataset.ts';
import type { ImageDataset } from './image-dataset.ts';
import type { LoadOptions } from './load-options.ts';

export interface FashionMnistOptions extends LoadOptions {}

const CLOTHES = Object.freeze([
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
]);

/**
 * The 60000 training and 10000 test images of Fashion-MNIST, 28x28x1, as many of each class.
 *
 * In Node the files are taken from the first place that has them, each checked against its published SHA-256 before
 * use: `root`, or the folder in env `GRADLAB_DATA`; the cache; the official mirrors. In a browser they come from
 * `baseUrl`.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function fashionMnist(
  options: FashionMnistOptions = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return idxDataset(FASHION_MNIST, CLOTHES, options);
}
