import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, smoothNet, uniform } from '../test-support.ts';
import { gradientOf } from './gradient-of.ts';

const xs = uniform([2, 4], 3);
const net = smoothNet(4, 3, 5);

describe('gradientOf', () => {
  it('is the gradient', () => {
    expectClose(gradientOf((x) => tf.sum(tf.square(x)), xs).dataSync(), tf.mul(xs, 2).dataSync());
  });

  it('leaks nothing where the function throws, and works afterwards', () => {
    const before = tf.memory().numTensors;
    const broken = () =>
      gradientOf((x) => {
        tf.softmax(net(x) as tf.Tensor2D);
        throw new Error('broken');
      }, xs);
    expect(broken).toThrow('broken');
    expect(tf.memory().numTensors).toBe(before);
    const gradient = gradientOf((x) => tf.sum(net(x)), xs);
    expect(gradient.shape).toEqual([2, 4]);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves the tape to a gradient around it', () => {
    const caught = tf.grad((x: tf.Tensor) => {
      const hidden = tf.exp(x);
      expect(() =>
        gradientOf(() => {
          throw new Error('broken');
        }, xs),
      ).toThrow('broken');
      return tf.sum(hidden);
    })(xs);
    expectClose(caught.dataSync(), tf.exp(xs).dataSync());
  });
});
