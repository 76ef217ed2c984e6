import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../test-support.ts';
import { adam } from './adam.ts';

describe('adam', () => {
  it('does what the optimizer of TensorFlow.js does', () => {
    const start = [0.3, -2, 1e-3];
    const target = tf.tensor1d([1, 1, 1]);
    const variable = tf.variable(tf.tensor1d(start));
    const optimizer = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
    let x: tf.Tensor = tf.tensor1d(start);
    let moments = { first: tf.zeros([3]), second: tf.zeros([3]) };
    for (let step = 1; step <= 20; step++) {
      optimizer.minimize(() => tf.sum(tf.square(tf.sub(variable, target))) as tf.Scalar);
      const { change, ...next } = adam(tf.mul(tf.sub(x, target), 2), moments, step, 0.05);
      x = tf.sub(x, change);
      moments = next;
    }
    expectClose(x.dataSync(), variable.dataSync(), 1e-5);
    optimizer.dispose();
    variable.dispose();
  });

  it('begins with a step of the rate, whatever the gradient, at the time of each sample', () => {
    const gradient = tf.tensor2d([[1e-3], [-50]]);
    const none = { first: tf.zeros([2, 1]), second: tf.zeros([2, 1]) };
    expectClose(adam(gradient, none, 1, 0.1).change.dataSync(), [0.1, -0.1], 1e-5);
    // At step 2 the moments of one gradient, g / 10 and g^2 / 1000, count as 0.1 / 0.19 g and 0.001 / 0.001999 g^2.
    const second = (0.1 / 0.19 / Math.sqrt(0.001 / 0.001999)) * 0.1;
    expectClose(adam(gradient, none, tf.tensor2d([[1], [2]]), 0.1).change.dataSync(), [0.1, -second], 1e-5);
  });

  it('leaks nothing', async () => {
    const gradient = tf.tensor1d([1]);
    const none = { first: tf.zeros([1]), second: tf.zeros([1]) };
    await expectNoLeak(() => ({ ...adam(gradient, none, 1, 0.1) }));
  });
});
