export type { BalanceOptions } from './balance.ts';
export type { Batch, BatchOptions, BatchSource } from './batch.ts';
export { type Cifar10Options, cifar10 } from './cifar10.ts';
export { type Cifar100Options, cifar100 } from './cifar100.ts';
export type { Dataset, DatasetMethods, LongTailOptions, MapOptions } from './dataset.ts';
export {
  CacheError,
  CorruptFileError,
  DatasetError,
  type DatasetErrorCode,
  DigestError,
  InvalidArgumentError,
  InvalidDataError,
  MissingFileError,
  MissingPeerError,
  NetworkError,
  OfflineError,
  OutOfRangeError,
  WriteError,
} from './errors.ts';
export type { DatasetBundle, ExportOptions, StorableDataset, StoredBundle } from './export/bundle.ts';
export type { Hdf5Options } from './export/fill-hdf5.ts';
export type { Hdf5Module } from './export/h5wasm.ts';
export { type ReadHdf5Options, readHdf5 } from './export/read-hdf5.ts';
export { type Hdf5BytesOptions, hdf5Bytes, writeHdf5 } from './export/write-hdf5.ts';
export { type FashionMnistOptions, fashionMnist } from './fashion-mnist.ts';
export type { Skipped } from './folder/decode-images.ts';
export type { ImageFolderOptions, Labels, PictureFile } from './folder/folder-options.ts';
export { FOOD11_CLASSES, type Food11, type Food11Options, food11 } from './folder/food11.ts';
export { type ImageFolder, imageFolder } from './folder/image-folder.ts';
export { type CsvOptions, labelsFromCsv } from './folder/labels-csv.ts';
export { type HalfMoonsOptions, halfMoons } from './half-moons.ts';
export { type IdxImages, readIdxImages, readIdxLabels } from './idx.ts';
export { type ImageDataset, imageDataset, type LabelledImage } from './image-dataset.ts';
export { type KmnistOptions, kmnist } from './kmnist.ts';
export type { LabelledImages } from './labelled-images.ts';
export { type LinearOptions, linearRegression } from './linear-regression.ts';
export type { LoadOptions } from './load-options.ts';
export { type MnistOptions, mnist } from './mnist.ts';
export type { NpyArray, NpyData } from './npz/npy.ts';
export { readNpz } from './npz/read-npz.ts';
export { readNpzDatasets } from './npz/read-npz-datasets.ts';
export { type NpzOptions, npzBytes, writeNpz } from './npz/write-npz.ts';
export type { Numbers } from './numbers.ts';
export { permutation } from './permutation.ts';
export { type PolynomialOptions, polynomialFeatures, polynomialRegression } from './polynomial-regression.ts';
export type { Progress } from './progress.ts';
export type { RegressionData, RegressionOptions } from './regression.ts';
export { type Row, type RowsDataset, rowsDataset } from './rows-dataset.ts';
export { sineRegression } from './sine-regression.ts';
export type { ChannelStats } from './stats.ts';
export { tensorDataset } from './tensor-dataset.ts';
export type { LanguageCode } from './text/dictionaries.ts';
export { type LanguageWords, type LanguageWordsOptions, languageWords } from './text/language-words.ts';
export { type NextTokensOptions, nextTokens } from './text/next-tokens.ts';
export type { PairSource, ReadOptions } from './text/pair-source.ts';
export { type Poems, type PoemsOptions, poems } from './text/poems.ts';
export { parseAlignedSentences, parseSentencePairs, type SentencePair } from './text/sentence-pair.ts';
export { type SentencePairsData, type SentencePairsOptions, sentencePairs } from './text/sentence-pairs.ts';
export type { Poem } from './text/tang-poems.ts';
export { type TextUnit, type TokenOptions, tokenize } from './text/tokens.ts';
export {
  BOS,
  EOS,
  PAD,
  UNK,
  type Vocabulary,
  type VocabularyJson,
  type VocabularyOptions,
  vocabulary,
} from './text/vocabulary.ts';
export { vocabularyFromJson } from './text/vocabulary-json.ts';
export type { WordEncoding } from './text/word-rows.ts';
export type { TfDataModule, TfDataOptions, TfDataset } from './tf-data.ts';
export type { ImageBatch, Transform } from './transform.ts';
export type { RowsOf, RowsOptions } from './valid-rows.ts';
export {
  type BalancedSamplerOptions,
  balancedSampler,
  type Sampled,
  type WeightedSamplerOptions,
  weightedSampler,
} from './weighted-sampler.ts';
