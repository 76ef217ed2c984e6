import { loadBackend } from '@gradlab/backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { baseline } from './baseline.ts';

beforeAll(async () => {
  await loadBackend({ prefer: 'cpu' });
});

it('halves the image until 4 x 4 pixels are left, and returns logits', () => {
  const before = tf.memory().numTensors;
  const model = baseline({ inputShape: [64, 64, 3], classes: 11, seed: 0 });
  expect(model.outputs[0]?.shape).toEqual([null, 11]);
  expect(model.layers.filter(({ name }) => name.startsWith('conv')).length).toBe(4);
  // 3 x 3 x (3 x 32 + 32 x 64 + 64 x 128 + 128 x 128) weights and 352 biases; 2048 x 11 and 11.
  expect(model.countParams()).toBe(9 * (96 + 2048 + 8192 + 16_384) + 352 + 2048 * 11 + 11);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it.each([{ activation: 'leakyRelu' }, { activation: 'swish' }, { init: 'he' }, { init: 'xavier' }] as const)(
  'differs by %o alone',
  (options) => {
    const values = (own: object) =>
      tf.tidy(() => {
        const model = baseline({ inputShape: [8, 8, 3], classes: 2, seed: 3, ...own });
        const xs = tf.reshape(tf.linspace(-1, 1, 192), [1, 8, 8, 3]);
        const outputs = [...(model.predict(xs) as tf.Tensor).dataSync()];
        model.dispose();
        return outputs;
      });
    expect(values(options)).not.toEqual(values({}));
    expect(values(options)).toEqual(values(options));
  },
);
