import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../test-support.ts';
import { l2 } from './l2.ts';

describe('l2', () => {
  it('steps along the unit gradient', () => {
    expectClose(
      l2(1)
        .steepest(tf.tensor2d([[1, -2]]))
        .dataSync(),
      [1 / Math.sqrt(5), -2 / Math.sqrt(5)],
      1e-7,
    );
  });

  it('stays at a zero gradient, and keeps the direction of one whose square is 0 in float32', () => {
    const unit = l2(1)
      .steepest(
        tf.tensor2d([
          [0, 0],
          [3e-30, -4e-30],
        ]),
      )
      .dataSync();
    expectClose(unit, [0, 0, 0.6, -0.8], 1e-6);
  });

  it('projects onto the ball', () => {
    expectClose(
      l2(1)
        .project(tf.tensor2d([[3, 4]]))
        .dataSync(),
      [0.6, 0.8],
      1e-7,
    );
    expectClose(
      l2(10)
        .project(tf.tensor2d([[3, 4]]))
        .dataSync(),
      [3, 4],
      0,
    );
    expectClose(
      l2(0)
        .project(
          tf.tensor2d([
            [3, 4],
            [0, 0],
          ]),
        )
        .dataSync(),
      [0, 0, 0, 0],
      0,
    );
    expectClose(
      l2(1)
        .project(tf.tensor2d([[0, 0]]))
        .dataSync(),
      [0, 0],
      0,
    );
    expectClose(
      l2([1, 10])
        .project(
          tf.tensor2d([
            [3, 4],
            [3, 4],
          ]),
        )
        .dataSync(),
      [0.6, 0.8, 3, 4],
      1e-7,
    );
  });

  it('projects idempotently to a norm of at most eps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (delta, eps) => {
          const ball = l2(eps);
          const once = ball.project(tf.tensor2d([delta]));
          expect(ball.distance(once).dataSync()[0]).toBeLessThanOrEqual(eps + 2e-6);
          expectClose(ball.project(once).dataSync(), once.dataSync(), 2e-6);
        },
      ),
      { seed: 7, numRuns: 50 },
    );
  });

  it('measures the Euclidean length of samples of any rank', () => {
    expectClose(
      l2(1)
        .distance(
          tf.tensor3d([
            [[3], [4]],
            [[0], [0]],
          ]),
        )
        .dataSync(),
      [5, 0],
      1e-6,
    );
  });

  it('leaks nothing', async () => {
    const delta = tf.tensor2d([[0.8, -0.2]]);
    await expectNoLeak(() => [l2(1).steepest(delta), l2(1).project(delta), l2(1).distance(delta)]);
  });
});
