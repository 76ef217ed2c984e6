import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agree, random, restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

const size = fc.integer({ min: 1, max: 6 });

describe('upsampling', () => {
  it('makes a block of each pixel, and sums the gradient over it', () => {
    const x = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
    const up = (t: tf.Tensor) => tf.image.resizeNearestNeighbor(t as tf.Tensor3D, [4, 2]);
    const before = tf.memory().numTensors;
    const [y, dx] = tf.tidy(() => [
      up(x).arraySync(),
      tf
        .grad(up)(x, tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2, 1]))
        .arraySync(),
    ]);
    expect(y).toEqual([
      [[1], [2]],
      [[1], [2]],
      [[3], [4]],
      [[3], [4]],
    ]);
    expect(dx).toEqual([
      [[4], [6]],
      [[12], [14]],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it('refuses images without a height', () => {
    expect(() => tf.image.resizeNearestNeighbor(tf.ones([2, 3]) as never, [4, 4])).toThrow(/rank/);
  });
});

describe.runIf(tested === 'wasm')('upsampling on wasm', () => {
  it('agrees with the cpu backend, whole factors or not, with corners aligned or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size, size, size),
        fc.tuple(size, size),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.nat(1000),
        async (shape, [rows, columns], [whole, alignCorners, halfPixelCenters], seed) => {
          const [, height, width] = shape;
          const target: [number, number] = whole ? [height * rows, width * columns] : [rows, columns];
          const images = random(shape, seed);
          const centers = halfPixelCenters && !alignCorners;
          const attrs = { alignCorners, halfPixelCenters: centers, size: target };
          await agree('ResizeNearestNeighbor', { images }, attrs);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has the transpose for its gradient', () => {
    // Not compared with the cpu backend, which is wrong for batches.
    fc.assert(
      fc.property(
        fc.tuple(size, size, size, size),
        fc.tuple(size, size),
        fc.nat(1000),
        (shape, [rows, columns], seed) => {
          const [batch, height, width, channels] = shape;
          const x = random(shape, seed).values;
          const dy = random([batch, height * rows, width * columns, channels], seed + 1);
          const [y, dx] = tf.tidy(() => {
            const up = (t: tf.Tensor) =>
              tf.image.resizeNearestNeighbor(t as tf.Tensor4D, [height * rows, width * columns]);
            const images = tf.tensor(x, shape);
            return [up(images).dataSync(), tf.grad(up)(images, tf.tensor(dy.values, dy.shape)).dataSync()];
          });
          const product = (a: ArrayLike<number>, b: ArrayLike<number>) =>
            Array.from(a, (value, i) => value * (b[i] as number)).reduce((sum, term) => sum + term, 0);
          expect(product(x, dx)).toBeCloseTo(product(y, dy.values), 3);
        },
      ),
      { numRuns: 60 },
    );
  });
});
