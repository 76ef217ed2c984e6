import { eachFile } from '#platform';
import { CIFAR_SIDE, type CifarTarget, readCifarRecordsInPlace } from './cifar-records.ts';
import { COARSE_NAMES, FINE_NAMES } from './cifar100-names.ts';
import { CIFAR100 } from './cifar100-source.ts';
import type { DataSource } from './data-source.ts';
import { InvalidArgumentError } from './errors.ts';
import { type ImageDataset, imageDataset } from './image-dataset.ts';
import type { LoadOptions } from './load-options.ts';

export interface Cifar100Options extends LoadOptions {
  /** The 100 classes, or the 20 superclasses of five classes each. Default `fine`. */
  readonly labels?: 'fine' | 'coarse';
}

const KINDS = {
  coarse: { labelAt: 0, names: COARSE_NAMES },
  fine: { labelAt: 1, names: FINE_NAMES },
} as const;

/** CIFAR-100 from the training file and the test file of `source`. */
export async function loadCifar100(
  source: DataSource,
  { labels = 'fine', ...options }: Cifar100Options,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  if (!Object.hasOwn(KINDS, labels)) {
    throw new InvalidArgumentError(`labels is ${JSON.stringify(labels)}; pass 'fine' or 'coarse'.`);
  }
  const { labelAt, names } = KINDS[labels];
  const parts: CifarTarget[] = [];
  await eachFile(source, options, (bytes, index) => {
    const layout = { labelBytes: 2, labelAt, classes: names.length } as const;
    parts[index] = readCifarRecordsInPlace(bytes, layout, `${source.name} ${source.files[index]?.name}`);
  });
  const [train, test] = parts.map((part, index) =>
    imageDataset({
      name: `${source.name}-${index === 0 ? 'train' : 'test'}`,
      classes: names,
      shape: [CIFAR_SIDE, CIFAR_SIDE, 3],
      ...part,
    }),
  ) as [ImageDataset, ImageDataset];
  return { train, test };
}

/**
 * The 50000 training and 10000 test images of CIFAR-100, 32x32x3, as many of each class.
 *
 * In Node the files are taken from the first place that has them, each checked against its published digest before
 * use: `root`, or the folder in env `GRADLAB_DATA`; the cache; the official archive. In a browser they come from
 * `baseUrl`.
 *
 * @throws MissingFileError, CorruptFileError, DigestError, CacheError, NetworkError, OfflineError, InvalidArgumentError
 */
export async function cifar100(
  options: Cifar100Options = {},
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return loadCifar100(CIFAR100, options);
}
