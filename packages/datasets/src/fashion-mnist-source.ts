import type { DataSource } from './data-source.ts';

/**
 * Fashion-MNIST: Xiao, Rasul and Vollgraf, arXiv:1708.07747, 2017 (MIT licence).
 * Sizes and digests of the `.gz` files are the ones TensorFlow Datasets publishes; those of the raw files are of
 * the same files, uncompressed.
 */
export const FASHION_MNIST: DataSource = {
  name: 'fashion-mnist',
  folders: ['fashion-mnist', 'fashion_mnist', 'FashionMNIST/raw'],
  files: [
    {
      name: 'train-images-idx3-ubyte',
      raw: { bytes: 47_040_016, sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888' },
      gz: { bytes: 26_421_880, sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84' },
    },
    {
      name: 'train-labels-idx1-ubyte',
      raw: { bytes: 60_008, sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9' },
      gz: { bytes: 29_515, sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845' },
    },
    {
      name: 't10k-images-idx3-ubyte',
      raw: { bytes: 7_840_016, sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b' },
      gz: { bytes: 4_422_102, sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073' },
    },
    {
      name: 't10k-labels-idx1-ubyte',
      raw: { bytes: 10_008, sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34' },
      gz: { bytes: 5_148, sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5' },
    },
  ],
  mirrors: [
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  ],
};
