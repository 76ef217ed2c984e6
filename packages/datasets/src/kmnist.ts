import { idxDataset } from './idx-dataset.ts';
import type { ImageDataset } from './image-dataset.ts';
import { KMNIST } from './kmnist-source.ts';
import type { LoadOptions } from './load-options.ts';

export interface KmnistOptions extends LoadOptions {}

const HIRAGANA = Object.freeze([
  'お (o)',
  'き (ki)',
  'す (su)',
  'つ (tsu)',
  'な (na)',
  'は (ha)',
  'ま (ma)',
  'や (ya)',
  'れ (re)',
  'を (wo)',
]);

/**
 * The 60000 training and 10000 test images of Kuzushiji-MNIST: ten cursive hiragana, 28x28x1, as many of each.
 *
 * In Node the files are taken from the first place that has them, each checked against its published SHA-256 before
 * use: `root`, or the folder in env `GRADLAB_DATA`; the cache; the official server. In a browser they come from
 * `baseUrl`. Only the `.gz` files are accepted: of the raw ones no digest is published.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function kmnist(
  options: KmnistOptions = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return idxDataset(KMNIST, HIRAGANA, options);
}
