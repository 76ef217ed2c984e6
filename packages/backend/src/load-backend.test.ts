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

  it.each([
    ['tfjs-node-gpu', 'npm install @tensorflow/tfjs-node-gpu'],
    ['tfjs-node', 'npm install @tensorflow/tfjs-node'],
    ['webgpu', 'npm install webgpu @tensorflow/tfjs-backend-webgpu'],
  ] as const)(
    'says how to install %s, and keeps the backend where it was the only choice',
    async (name, how) => {
      const before = tf.getBackend();
      const reason = `not installed (${how})`;
      await expect(loadBackend({ prefer: name, strict: true })).rejects.toThrow(`(${name}: ${reason})`);
      expect(tf.getBackend()).toBe(before);
      expect((await loadBackend()).passedOver).toContainEqual({ name, reason });
    },
  );

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
