import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { ShortcutA } from './shortcut-a.ts';
import { noise } from './test-formula.ts';
import { valuesOf } from './test-support.ts';

const pass = (x: tf.Tensor) => new ShortcutA({ name: 'shortcut' }).apply(x) as tf.Tensor;

describe('ShortcutA', () => {
  it('keeps the even pixels of the even rows and adds as many channels of zeros', () => {
    // Every value tells its place: row, column, channel.
    const values = [0, 1, 2, 3].flatMap((r) =>
      [0, 1].flatMap((c) => [1, 2].map((k) => 100 * r + 10 * c + k)),
    );
    const x = tf.tensor4d([...values, ...values.map((v) => -v)], [2, 4, 2, 2]);
    const y = pass(x);
    expect(y.shape).toEqual([2, 2, 1, 4]);
    expect(valuesOf(y)).toEqual([1, 2, 0, 0, 201, 202, 0, 0, -1, -2, 0, 0, -201, -202, 0, 0]);
    x.dispose();
    y.dispose();
  });

  it('hands the gradient back to the pixels it kept', () => {
    const [x, weight] = [noise('x', [1, 4, 4, 1]), noise('weight', [1, 2, 2, 2])];
    const gradient = tf.grad((t: tf.Tensor) => tf.sum(tf.mul(weight, pass(t))))(x);
    const w = valuesOf(weight);
    expect(valuesOf(gradient)).toEqual([w[0], 0, w[2], 0, 0, 0, 0, 0, w[4], 0, w[6], 0, 0, 0, 0, 0]);
    for (const tensor of [x, weight, gradient]) tensor.dispose();
  });

  it('puts half of the zeros before the channels where it is asked to', () => {
    const x = noise('x', [1, 2, 2, 3]);
    const layer = new ShortcutA({ zeros: 'around' });
    const y = layer.apply(x) as tf.Tensor;
    const pixel = valuesOf(x).slice(0, 3);
    expect(valuesOf(y)).toEqual([0, ...pixel, 0, 0]);
    expect(new ShortcutA(layer.getConfig()).getConfig().zeros).toBe('around');
    expect(() => new ShortcutA({ zeros: 'before' as 'after' })).toThrow(ModelError);
    x.dispose();
    y.dispose();
  });

  it('puts as many zeros before and behind as it is told', () => {
    const x = noise('x', [1, 2, 2, 3]);
    const layer = new ShortcutA({ zeros: [1, 2] });
    const y = layer.apply(x) as tf.Tensor;
    expect(layer.computeOutputShape([null, 8, 4, 3])).toEqual([null, 4, 2, 6]);
    expect(valuesOf(y)).toEqual([0, ...valuesOf(x).slice(0, 3), 0, 0]);
    expect(new ShortcutA(layer.getConfig()).getConfig().zeros).toEqual([1, 2]);
    for (const zeros of [[1], [1, -1], [0.5, 1]]) {
      expect(() => new ShortcutA({ zeros: zeros as unknown as [number, number] })).toThrow(ModelError);
    }
    x.dispose();
    y.dispose();
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const x = noise('x', [1, 4, 4, 3]);
    pass(x).dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([[[1, 3, 4, 1]], [[1, 4, 3, 1]], [[1, 4, 4]]])('refuses an input of shape %j', (shape) => {
    const x = tf.zeros(shape as number[]);
    expect(() => pass(x)).toThrow(ModelError);
    x.dispose();
  });
});
