import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../test-support.ts';
import { linf } from './linf.ts';

describe('linf', () => {
  it('steps along the sign of the gradient, and stays where the gradient is 0', () => {
    expectClose(
      linf(1)
        .steepest(tf.tensor2d([[1, -2, 0]]))
        .dataSync(),
      [1, -1, 0],
      0,
    );
  });

  it('sees the sign of gradients of confident models', () => {
    expectClose(
      linf(1)
        .steepest(tf.tensor2d([[2e-9, -1e-30]]))
        .dataSync(),
      [1, -1],
      0,
    );
  });

  it('projects by clipping each value', () => {
    expectClose(
      linf(0.5)
        .project(tf.tensor2d([[0.8, -0.2, -3]]))
        .dataSync(),
      [0.5, -0.2, -0.5],
      1e-7,
    );
  });

  it('projects onto the centre alone at eps 0', () => {
    expectClose(
      linf(0)
        .project(tf.tensor2d([[0.8, -0.2, 0]]))
        .dataSync(),
      [0, 0, 0],
      0,
    );
  });

  it('takes one radius per sample', () => {
    const projected = linf([0, 1]).project(
      tf.tensor3d([
        [[2], [-2]],
        [[2], [-0.5]],
      ]),
    );
    expectClose(projected.dataSync(), [0, 0, 1, -0.5], 0);
  });

  it('measures the largest change of each sample', () => {
    expectClose(
      linf(1)
        .distance(
          tf.tensor2d([
            [0.8, -0.9],
            [0, 0],
          ]),
        )
        .dataSync(),
      [0.9, 0],
      1e-7,
    );
  });

  it('leaks nothing', async () => {
    const delta = tf.tensor2d([[0.8, -0.2]]);
    await expectNoLeak(() => [linf(1).steepest(delta), linf(1).project(delta), linf(1).distance(delta)]);
  });

  it('says what it is', () => {
    expect(linf(0.3)).toMatchObject({ norm: 'linf', eps: 0.3 });
  });
});
