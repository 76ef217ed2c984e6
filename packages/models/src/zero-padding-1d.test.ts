import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { predict, savedAndLoaded } from './test-support.ts';
import { ZeroPadding1d, type ZeroPadding1dArgs } from './zero-padding-1d.ts';

describe('ZeroPadding1d', () => {
  it.each([
    [undefined, [0, 0, 1, 2, 3, 4, 0, 0]],
    [0, [1, 2, 3, 4]],
    [
      [2, 0],
      [0, 0, 0, 0, 1, 2, 3, 4],
    ],
    [
      [0, 1],
      [1, 2, 3, 4, 0, 0],
    ],
  ] as const)('padding %o', async (padding, wanted) => {
    const before = tf.memory().numTensors;
    const args = padding === undefined ? {} : { padding };
    const model = sequential({ layers: [new ZeroPadding1d({ ...args, inputShape: [null, 2] })] });
    const loaded = await savedAndLoaded(model);
    const x = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(predict(model, x)).toEqual(wanted);
    expect(predict(loaded, x)).toEqual(wanted);
    for (const thing of [x, model, loaded]) thing.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says the length of the result where that of the input is known', () => {
    const layer = new ZeroPadding1d({ padding: [2, 3] });
    expect(layer.computeOutputShape([null, 7, 4])).toEqual([null, 12, 4]);
    expect(layer.computeOutputShape([8, null, 4])).toEqual([8, null, 4]);
  });

  it('passes the gradient of what it keeps', () => {
    const layer = new ZeroPadding1d({ padding: [1, 2] });
    tf.tidy(() => {
      const weights = tf.tensor3d([[[5], [1], [2], [6], [7]]]);
      const gradient = tf.grad((x) => tf.sum(tf.mul(layer.apply(x) as tf.Tensor, weights)));
      expect(Array.from(gradient(tf.tensor3d([[[1], [1]]])).dataSync())).toEqual([1, 2]);
    });
  });

  it.each([-1, 0.5, Number.NaN, [1], [1, -2], [1, 2, 3], 'same', null])('refuses padding %o', (padding) => {
    expect(() => new ZeroPadding1d({ padding } as ZeroPadding1dArgs)).toThrow(ModelError);
  });

  it('refuses images', () => {
    const layer = new ZeroPadding1d();
    const x = tf.zeros([1, 2, 2, 1]);
    expect(() => layer.apply(x)).toThrow(ModelError);
    x.dispose();
  });
});
