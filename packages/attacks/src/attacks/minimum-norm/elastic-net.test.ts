import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../test-support.ts';
import { elasticNet, shrink } from './elastic-net.ts';

describe('elasticNet', () => {
  it('is the squared L2 norm plus beta times the L1 norm, for any rank', () => {
    const delta = tf.tensor3d([
      [[3], [-4]],
      [[0], [1]],
    ]);
    expectClose(elasticNet(0.5)(delta).dataSync(), [28.5, 1.5]);
  });
});

describe('shrink', () => {
  it('brings values nearer by beta, or back, and within the bounds', () => {
    const xs = tf.tensor1d([0.5, 0.5, 0.5, 0.5, 0.9, 0.1]);
    const moved = tf.tensor1d([0.8, 0.55, 0.45, 0.2, 1.5, -2]);
    expectClose(shrink(moved, xs, 0.1, [0, 1]).dataSync(), [0.7, 0.5, 0.5, 0.3, 1, 0]);
  });

  it('leaks nothing', async () => {
    const xs = tf.tensor2d([[0.5]]);
    await expectNoLeak(() => [shrink(xs, xs, 0.1, [0, 1]), elasticNet(1)(xs)]);
  });
});
