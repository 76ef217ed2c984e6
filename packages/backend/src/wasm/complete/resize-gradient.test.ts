import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreBackend, tested } from '../test-support.ts';
import { leftBehind } from './test-support.ts';

afterAll(restoreBackend);

const size = fc.integer({ min: 1, max: 6 });
const resizings = fc.record({
  shape: fc.tuple(fc.integer({ min: 0, max: 3 }), size, size, fc.integer({ min: 1, max: 3 })),
  to: fc.tuple(size, size),
  mode: fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]),
  method: fc.constantFrom('resizeBilinear' as const, 'resizeNearestNeighbor' as const),
});

describe.runIf(tested === 'wasm')('gradient of resizing', () => {
  it('is its transpose: y . resize(x) = gradient(y) . x', () => {
    fc.assert(
      fc.property(resizings, ({ shape, to, mode, method }) => {
        const [left, right] = tf.tidy(() => {
          const x = tf.randomUniform(shape, -1, 1, 'float32', 1) as tf.Tensor4D;
          const resize = (image: tf.Tensor) => tf.image[method](image as tf.Tensor4D, to, ...mode);
          const y = tf.randomUniform(resize(x).shape, -1, 1, 'float32', 2);
          const dot = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0] as number;
          return [dot(y, resize(x)), dot(tf.grad(resize)(x, y), x)];
        });
        expect(left).toBeCloseTo(right as number, 3);
      }),
      { numRuns: 100 },
    );
  });

  it('gives one of four pixels a quarter of the signal, by hand', () => {
    const dx = tf.grad((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [1, 1], false, true))(
      tf.zeros([1, 2, 2, 1]),
    );
    expect([...dx.dataSync()]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('leaves nothing behind', () => {
    const x = tf.zeros([1, 2, 3, 1]);
    const gradient = tf.grad((image) => tf.image.resizeBilinear(image as tf.Tensor4D, [4, 5]));
    expect(leftBehind(() => gradient(x))).toEqual([0, 0]);
  });
});
