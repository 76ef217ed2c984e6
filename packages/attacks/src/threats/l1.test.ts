import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../test-support.ts';
import { l1 } from './l1.ts';

describe('l1', () => {
  it('spends the step on the largest entry, and shares it among equals', () => {
    expectClose(
      l1(1)
        .steepest(
          tf.tensor2d([
            [1, -2],
            [2, -2],
          ]),
        )
        .dataSync(),
      [0, -1, 0.5, -0.5],
      0,
    );
  });

  it('sees the sign of gradients of confident models', () => {
    expectClose(
      l1(1)
        .steepest(tf.tensor2d([[2e-9, -3e-9]]))
        .dataSync(),
      [0, -1],
      0,
    );
  });

  it('stays at a zero gradient', () => {
    expectClose(
      l1(1)
        .steepest(tf.zeros([1, 3]))
        .dataSync(),
      [0, 0, 0],
      0,
    );
  });

  it('projects as Duchi et al., not by rescaling', () => {
    const projected = l1(1)
      .project(tf.tensor2d([[0.8, 0.4, -0.2]]))
      .dataSync();
    expectClose(projected, [2 / 3, 4 / 15, -1 / 15], 1e-7);
  });

  it('leaves points of the ball alone, and maps everything to 0 for eps 0', () => {
    expectClose(
      l1(2)
        .project(tf.tensor2d([[0.8, 0.4, -0.2]]))
        .dataSync(),
      [0.8, 0.4, -0.2],
      1e-7,
    );
    expectClose(
      l1(0)
        .project(tf.tensor2d([[0.8, 0.4, -0.2]]))
        .dataSync(),
      [0, 0, 0],
      0,
    );
    expectClose(
      l1([1, 2])
        .project(
          tf.tensor2d([
            [2, -2],
            [2, -2],
          ]),
        )
        .dataSync(),
      [0.5, -0.5, 1, -1],
      1e-7,
    );
  });

  it('projects idempotently to the nearest point of the ball', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const pair = fc.integer({ min: 1, max: 8 }).chain((size) => {
      const vector = fc.array(entry, { minLength: size, maxLength: size });
      return fc.tuple(vector, vector);
    });
    fc.assert(
      fc.property(pair, fc.double({ min: 0, max: 4, noNaN: true }), ([delta, direction], eps) => {
        const ball = l1(eps);
        const projected = ball.project(tf.tensor2d([delta]));
        const nearest = [...projected.dataSync()];
        expect(ball.distance(projected).dataSync()[0]).toBeLessThanOrEqual(eps + 3e-6);
        expectClose(ball.project(projected).dataSync(), nearest, 3e-6);
        const norm = direction.reduce((sum, value) => sum + Math.abs(value), 0) || 1;
        const other = direction.map((value) => (eps * value) / norm);
        const squared = (point: number[]) =>
          point.reduce((sum, value, i) => sum + (value - delta[i]!) ** 2, 0);
        expect(squared(nearest)).toBeLessThanOrEqual(squared(other) + 1e-4);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('measures the sum of absolute changes', () => {
    expectClose(
      l1(1)
        .distance(
          tf.tensor3d([
            [[3], [-4]],
            [[0], [0]],
          ]),
        )
        .dataSync(),
      [7, 0],
      1e-6,
    );
  });

  it('leaks nothing', async () => {
    const delta = tf.tensor2d([[0.8, -0.2]]);
    await expectNoLeak(() => [l1(1).steepest(delta), l1(1).project(delta), l1(1).distance(delta)]);
  });
});
