// @gradlab/backend and tfjs-core, without tfjs-layers, which would bring the gradients itself.
import { loadBackend } from '@gradlab/backend';
import { conv2d, grads, ones, sum, tensor4d } from '@tensorflow/tfjs-core';
import { wasmPaths } from './wasm-paths.ts';

const alone = {
  /** Gradients of the sum of a 2 x 2 convolution over a 3 x 3 image: by the image, then by the filter. */
  async gradients() {
    const { name } = await loadBackend({ prefer: 'wasm', strict: true, wasmPaths });
    const image = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const filter = ones([2, 2, 1, 1]);
    const gradient = grads((x, w) => sum(conv2d(x as typeof image, w as typeof image, 1, 'valid')));
    return { name, gradients: gradient([image, filter]).map((one) => [...one.dataSync()]) };
  },
};

export type Alone = typeof alone;
Object.assign(globalThis, { alone });
