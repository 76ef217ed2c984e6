import type { DataSource } from './data-source.ts';

/**
 * Kuzushiji-MNIST: Clanuwat et al., arXiv:1812.01718, 2018 (CC BY-SA 4.0).
 * Sizes and digests are the ones TensorFlow Datasets and torchvision publish. They are of the `.gz` files: of the raw
 * ones no digest is published, so those are not accepted.
 */
export const KMNIST: DataSource = {
  name: 'kmnist',
  folders: ['kmnist', 'KMNIST/raw'],
  files: [
    {
      name: 'train-images-idx3-ubyte',
      raw: { bytes: 47_040_016 },
      gz: {
        bytes: 18_165_135,
        sha256: '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
        md5: 'bdb82020997e1d708af4cf47b453dcf7',
      },
    },
    {
      name: 'train-labels-idx1-ubyte',
      raw: { bytes: 60_008 },
      gz: {
        bytes: 29_497,
        sha256: 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
        md5: 'e144d726b3acfaa3e44228e80efcd344',
      },
    },
    {
      name: 't10k-images-idx3-ubyte',
      raw: { bytes: 7_840_016 },
      gz: {
        bytes: 3_041_136,
        sha256: 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
        md5: '5c965bf0a639b31b8f53240b1b52f4d7',
      },
    },
    {
      name: 't10k-labels-idx1-ubyte',
      raw: { bytes: 10_008 },
      gz: {
        bytes: 5_120,
        sha256: '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
        md5: '7320c461ea6c1c855c0b718fb2a4b134',
      },
    },
  ],
  mirrors: [
    'https://codh.rois.ac.jp/kmnist/dataset/kmnist/',
    'http://codh.rois.ac.jp/kmnist/dataset/kmnist/',
  ],
};
