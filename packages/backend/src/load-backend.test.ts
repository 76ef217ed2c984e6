import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { BackendError } from './errors.ts';
import { loadBackend } from './load-backend.ts';

const tested = process.env.GRADLAB_TEST_BACKEND as 'cpu' | 'wasm';
afterAll(() => loadBackend({ prefer: tested, strict: true }));

describe('loadBackend', () => {
  it('takes the first that works and says why the faster ones were passed over', async () => {
    const loaded = await loadBackend();
    expect(tf.getBackend()).toBe(loaded.tfjsName);
    const order = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'];
    expect(loaded.passedOver.map(({ name }) => name)).toEqual(order.slice(0, order.indexOf(loaded.name)));
    for (const { reason } of loaded.passedOver) expect(reason).not.toBe('');
  });

  it('tries the preferred one first', async () => {
    expect(await loadBackend({ prefer: 'cpu' })).toMatchObject({
      name: 'cpu',
      passedOver: [],
      version: tf.version_core,
    });
    expect(tf.getBackend()).toBe('cpu');
    expect((await loadBackend({ prefer: ['wasm', 'cpu'] })).name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses an unknown name, and an empty choice', async () => {
    const unknown = loadBackend({ prefer: 'cuda' as 'cpu' });
    await expect(unknown).rejects.toThrow(BackendError);
    await expect(unknown).rejects.toThrow(/no backend "cuda".*tfjs-node-gpu, tfjs-node, webgpu, wasm, cpu/);
    await expect(loadBackend({ strict: true })).rejects.toThrow(/none was allowed/);
  });

  it('keeps the reason when a strict choice is not installed', async () => {
    const before = tf.getBackend();
    await expect(loadBackend({ prefer: 'tfjs-node-gpu', strict: true })).rejects.toThrow(
      /tfjs-node-gpu: not installed \(npm install @tensorflow\/tfjs-node-gpu\)/,
    );
    expect(tf.getBackend()).toBe(before);
  });

  it('trains a convolution on the tested backend as the cpu backend does', async () => {
    const gradients = async (backend: 'cpu' | 'wasm') => {
      await loadBackend({ prefer: backend, strict: true });
      return tf.tidy(() => {
        const x = tf.randomUniform([2, 7, 6, 3], -1, 1, 'float32', 1) as tf.Tensor4D;
        const filter = tf.randomUniform([3, 3, 3, 8], -1, 1, 'float32', 2) as tf.Tensor4D;
        const bias = tf.randomUniform([8], -1, 1, 'float32', 3);
        const loss = (f: tf.Tensor, b: tf.Tensor) =>
          tf.sum(
            tf.fused.conv2d({
              x,
              filter: f as tf.Tensor4D,
              strides: 2,
              pad: 'same',
              bias: b,
              activation: 'relu',
            }),
          );
        return tf
          .grads(loss)([filter, bias])
          .map((gradient) => Array.from(gradient.dataSync()));
      });
    };
    const expected = await gradients('cpu');
    const actual = await gradients(tested);
    for (const [i, value] of expected.flat().entries()) expect(actual.flat()[i]).toBeCloseTo(value, 4);
  });
});
