import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tested } from './test-support.ts';

const x = { shape: [1, 6, 5, 2] };

/** d loss / d value by central differences. */
function numeric(loss: (values: Float32Array) => number, at: Float32Array): number[] {
  const step = 1e-2;
  return Array.from(at, (_, index) => {
    const moved = (by: number) => loss(at.map((value, i) => (i === index ? value + by : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

const convolutions = {
  'tf.conv2d': (input: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', [2, 1]),
  'tf.depthwiseConv2d': (input: tf.Tensor, filter: tf.Tensor) =>
    tf.depthwiseConv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', 2),
};

describe.runIf(tested === 'wasm').each(Object.entries(convolutions))(
  'gradients of dilated %s',
  (_, convolution) => {
    const random = (shape: number[], seed: number) =>
      tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed).dataSync() as Float32Array);
    const given = { x: random(x.shape, 1), filter: random([3, 3, 2, 3], 2) };
    const shapes = { x: x.shape, filter: [3, 3, 2, 3] };
    const loss = (tensors: { x: tf.Tensor; filter: tf.Tensor }) =>
      tf.sum(tf.square(convolution(tensors.x, tensors.filter)));
    const tensors = (replaced: object = {}) => {
      const values = { ...given, ...replaced };
      return { x: tf.tensor(values.x, shapes.x), filter: tf.tensor(values.filter, shapes.filter) };
    };

    it.each(['x', 'filter'] as const)('with respect to %s equal the difference quotient', (name) => {
      const expected = numeric(
        (values) => tf.tidy(() => loss(tensors({ [name]: values })).dataSync()[0] as number),
        given[name],
      );
      const actual = tf.tidy(() => {
        const all = tensors();
        return tf
          .grad((value) => loss({ ...all, [name]: value }))(all[name])
          .dataSync();
      });
      const scale = Math.max(...expected.map(Math.abs));
      for (const [i, value] of expected.entries())
        expect(Math.abs(value - actual[i]!)).toBeLessThan(5e-3 * scale);
    });
  },
);
