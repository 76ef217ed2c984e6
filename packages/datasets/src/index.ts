export type { Batch, BatchOptions, BatchSource } from './batch.ts';
export {
  CacheError,
  CorruptFileError,
  DatasetError,
  type DatasetErrorCode,
  DigestError,
  InvalidArgumentError,
  InvalidDataError,
  MissingFileError,
  NetworkError,
  OfflineError,
  OutOfRangeError,
} from './errors.ts';
export { type IdxImages, readIdxImages, readIdxLabels } from './idx.ts';
export { type ImageDataset, imageDataset } from './image-dataset.ts';
export type { LabelledImages } from './labelled-images.ts';
export type { LoadOptions } from './load-options.ts';
export { type MnistOptions, mnist } from './mnist.ts';
export { permutation } from './permutation.ts';
export type { Progress } from './progress.ts';
export { tensorDataset } from './tensor-dataset.ts';
