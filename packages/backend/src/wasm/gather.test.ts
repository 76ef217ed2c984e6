import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { axisOf, check, counted, type Nested, property, through } from './layout-test-support.ts';
import { tested } from './test-support.ts';

describe.runIf(tested === 'wasm')('gathering', () => {
  it('gathers along any axis', () => {
    property((shape, seed) => {
      const axis = axisOf(shape, seed);
      const indices = Array.from(
        { length: 1 + (seed % 6) },
        (_, i) => (seed + 5 * i) % (shape[axis] as number),
      );
      check(
        shape,
        (x) => tf.tidy(() => tf.gather(x, tf.tensor1d(indices, 'int32'), axis)),
        (x) => through(x, axis, (elements) => indices.map((i) => elements[i] as Nested)),
      );
    });
  });

  it('gathers from the matrix of its own in each batch', () => {
    const y = tf.tidy(() => {
      const indices = tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32');
      return tf.gather(counted([2, 3, 2]), indices, 1, 1).arraySync();
    });
    expect(y).toEqual([
      [
        [4, 5],
        [0, 1],
      ],
      [
        [8, 9],
        [8, 9],
      ],
    ]);
  });

  it('refuses indices that are not there', () => {
    const [x, low, high] = [counted([3, 2]), tf.tensor1d([0, -1], 'int32'), tf.tensor1d([1, 3], 'int32')];
    const before = tf.memory();
    expect(() => tf.gather(x, low)).toThrow('the index value -1 is not in [0, 2]');
    expect(() => tf.gather(x, high)).toThrow('the index value 3 is not in [0, 2]');
    expect(tf.memory()).toMatchObject({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
    });
    tf.dispose([x, low, high]);
  });
});
