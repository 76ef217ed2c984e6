import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { held } from './held.ts';

describe('held', () => {
  it('replaces tensors and narrows to samples, and frees what it no longer needs', () => {
    const before = tf.memory().numTensors;
    const part = held([4, 7, 9], () => ({
      a: tf.tensor2d([[1], [2], [3]]),
      b: tf.tensor1d([1, 2, 3], 'int32'),
    }));
    expect(tf.memory().numTensors).toBe(before + 2);
    part.update(({ a, b }) => ({ a: tf.add(a, tf.reshape(tf.cast(b, 'float32'), [3, 1])) }));
    expect(tf.memory().numTensors).toBe(before + 2);
    expect([...part.now.a.dataSync()]).toEqual([2, 4, 6]);
    expect([...part.now.b.dataSync()]).toEqual([1, 2, 3]);
    part.narrow([0, 2]);
    part.narrow([1]);
    expect(part.rows).toEqual([9]);
    expect([part.now.a.shape, part.now.b.dtype]).toEqual([[1, 1], 'int32']);
    expect([part.now.a.dataSync()[0], part.now.b.dataSync()[0]]).toEqual([6, 3]);
    expect(tf.memory().numTensors).toBe(before + 2);
    part.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is as it was where an update fails', () => {
    const before = tf.memory().numTensors;
    const part = held([0], () => ({ a: tf.tensor1d([1]) }));
    const fail = () => {
      tf.zeros([5]);
      throw new Error('no');
    };
    expect(() => part.update(fail)).toThrow('no');
    expect(part.now.a.dataSync()[0]).toBe(1);
    part.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
