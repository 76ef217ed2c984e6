import type { DataSource } from './data-source.ts';

/**
 * CIFAR-100: Krizhevsky, "Learning multiple layers of features from tiny images", 2009. Size and digests of the archive
 * are the ones TensorFlow Datasets and torchvision publish; of its members only MD5 sums are published.
 */
export const CIFAR100: DataSource = {
  name: 'cifar100',
  folders: ['cifar100', 'cifar-100-binary'],
  files: [
    { name: 'train.bin', raw: { bytes: 50_000 * 3_074, md5: '6172c7755cfe09b2fe270c85cebc1b15' } },
    { name: 'test.bin', raw: { bytes: 10_000 * 3_074, md5: '4499cfba6c016c1be1438163640a0898' } },
  ],
  archive: {
    name: 'cifar-100-binary.tar.gz',
    bytes: 168_513_733,
    sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    md5: '03b5dce01913d631647c71ecec9e9cb8',
    folder: 'cifar-100-binary',
  },
  mirrors: ['https://www.cs.toronto.edu/~kriz/', 'https://cave.cs.toronto.edu/kriz/'],
};
