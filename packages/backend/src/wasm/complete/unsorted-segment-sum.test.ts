import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreBackend, tested } from '../test-support.ts';
import { KernelInputError } from './error.ts';
import { leftBehind } from './test-support.ts';

afterAll(restoreBackend);

const sum = (x: tf.Tensor, ids: number[], segments: number) =>
  tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), segments);

describe.runIf(tested === 'wasm')('unsortedSegmentSum', () => {
  it('adds up rows by hand-computed example, and drops ids outside', () => {
    const x = tf.tensor2d([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
      [5, 50],
    ]);
    const y = sum(x, [2, 0, 2, -1, 3], 3);
    expect(y.arraySync()).toEqual([
      [2, 20],
      [0, 0],
      [4, 40],
    ]);
  });

  it('keeps NaN and infinity in their segments', () => {
    const y = sum(tf.tensor1d([Number.NaN, 1, Number.POSITIVE_INFINITY, 2]), [0, 1, 2, 1], 4);
    expect([...y.dataSync()]).toEqual([Number.NaN, 3, Number.POSITIVE_INFINITY, 0]);
  });

  it('is the product with the one-hot matrix of the ids', () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 9 }),
        size,
        size,
        (ids, width, segments) => {
          tf.tidy(() => {
            const x = tf.randomUniform([ids.length, width], -1, 1, 'float32', 3);
            const oneHot = ids.flatMap((id) => Array.from({ length: segments }, (_, i) => Number(i === id)));
            const expected = tf
              .matMul(tf.tensor2d(oneHot, [ids.length, segments]), x, true, false)
              .dataSync();
            const actual = sum(x, ids, segments).dataSync();
            for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves nothing behind', () => {
    const [x, ids] = [tf.ones([3, 2]), tf.tensor1d([0, 0, 1], 'int32')];
    expect(leftBehind(() => tf.unsortedSegmentSum(x, ids, 2))).toEqual([0, 0]);
  });

  it('wants one id for each row', () => {
    expect(() => sum(tf.ones([3, 2]), [0, 1], 2)).toThrow(KernelInputError);
    expect(() => sum(tf.ones([3, 2]), [0, 1], 2)).toThrow(
      /one segment id for each row of x \[3,2\], got ids of shape \[2\]/,
    );
  });
});
