import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agreeOn, onBackend, poolings, values } from './pool-test-support.ts';
import { restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

const grad = (f: (x: tf.Tensor) => tf.Tensor, x: number[], shape: number[], dy: number[]) =>
  tf.tidy(() => {
    const y = tf.tidy(() => f(tf.tensor(x, shape)).shape);
    return Array.from(tf.grad(f)(tf.tensor(x, shape), tf.tensor(dy, y)).dataSync());
  });

describe('max pooling as the tests of TensorFlow.js expect it', () => {
  const pool = (f: number, s: number) => (x: tf.Tensor) => tf.maxPool(x as tf.Tensor3D, f, s, 0);

  it('never takes NaN for the maximum', () => {
    const y = tf.tidy(() =>
      pool(2, 1)(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, Number.NaN, 9], [3, 3, 1])).dataSync(),
    );
    expect(Array.from(y)).toEqual([5, 6, 7, 9]);
  });

  it('sums the gradients of windows that share their maximum', () => {
    const x = [0, 0, 0, 0, 5, 0, 0, 0, 0];
    expect(grad(pool(2, 1), x, [3, 3, 1], [1, 2, 3, 4])).toEqual([0, 0, 0, 0, 10, 0, 0, 0, 0]);
  });

  it('gives the gradient to the first of equal maxima', () => {
    const x = [1, 3, 2, 1, 2, 1, 1, 1, 5];
    expect(grad(pool(2, 1), x, [3, 3, 1], [1, 2, 3, 4])).toEqual([0, 3, 0, 0, 3, 0, 0, 0, 4]);
    const sideBySide = [1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1];
    const expected = [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0];
    expect(grad(pool(2, 2), sideBySide, [4, 4, 1], [1, 2, 3, 4])).toEqual(expected);
  });

  it.each([
    [undefined, [1, 1, 3]],
    ['floor', [1, 1, 3]],
    ['round', [2, 2, 3]],
    ['ceil', [2, 2, 3]],
  ] as const)('rounds the output size: %s', (mode, shape) => {
    const y = tf.tidy(() => tf.maxPool(tf.ones([2, 2, 3]) as tf.Tensor3D, 2, 3, 1, mode));
    expect(y.shape).toEqual(shape);
    y.dispose();
  });

  it('keeps 32-bit integers exact', () => {
    const x = [2 ** 31 - 1, 2 ** 31 - 2, -7, 2 ** 24 + 1];
    const y = tf.tidy(() => tf.maxPool(tf.tensor4d(x, [1, 1, 4, 1], 'int32'), [1, 2], [1, 2], 'valid'));
    expect(y.dtype).toBe('int32');
    expect(Array.from(y.dataSync())).toEqual([2 ** 31 - 1, 2 ** 24 + 1]);
    y.dispose();
  });
});

describe('gradient of max pooling', () => {
  it.skipIf(tested === 'cpu')('reaches the windows that rounding up adds', () => {
    const last = grad(
      (x) => tf.maxPool(x as tf.Tensor3D, 2, 2, 0, 'ceil'),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [3, 3, 1],
      [1, 2, 3, 4],
    );
    expect(last).toEqual([0, 0, 0, 0, 1, 2, 0, 3, 4]);
  });

  it.each([
    ['side by side', 2, 2],
    ['overlapping', 3, 2],
  ])('goes nowhere from windows of NaN and -infinity (%s)', (_, size, stride) => {
    const x = [Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY];
    const padded = size === 2 ? 'valid' : 'same';
    const pool = (t: tf.Tensor) => tf.maxPool(t as tf.Tensor3D, size, stride, padded);
    expect(grad(pool, x, [2, 2, 1], [7])).toEqual([0, 0, 0, 0]);
  });

  it('of volumes goes to the last of equal maxima', () => {
    const dx = grad(
      (x) => tf.maxPool3d(x as tf.Tensor4D, 2, 2, 'valid'),
      Array(8).fill(-1),
      [2, 2, 2, 1],
      [5],
    );
    expect(dx).toEqual([0, 0, 0, 0, 0, 0, 0, 5]);
  });

  it.skipIf(tested === 'cpu')('finds its place in volumes whose windows are not square', () => {
    const x = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1];
    const pool = (t: tf.Tensor) => tf.maxPool3d(t as tf.Tensor4D, [1, 2, 3], 1, 'valid');
    expect(grad(pool, x, [2, 2, 3, 1], [5, 7])).toEqual([0, 0, 0, 0, 0, 5, 7, 0, 0, 0, 0, 0]);
  });

  it('leaks no tensor', () => {
    const x = tf.ones([2, 5, 5, 3]);
    const before = tf.memory().numTensors;
    tf.grad((t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, 3, 2, 'same'))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.skipIf(tested === 'cpu')('max pooling on wasm', () => {
  it('equals the cpu backend, for ties, NaN, all windows, strides and pads', async () => {
    await fc.assert(
      fc.asyncProperty(poolings(2), async ({ x, attrs }) => {
        const { y, shape } = await agreeOn('MaxPool', { x }, attrs);
        const dy = values(shape, 5);
        await agreeOn('MaxPoolGrad', { dy, input: x, output: { values: y, shape } }, attrs);
      }),
      { numRuns: 150 },
    );
  });

  it('equals the cpu backend for volumes', async () => {
    await fc.assert(
      fc.asyncProperty(poolings(3), async ({ x, attrs }) => {
        const { y, shape } = await agreeOn('MaxPool3D', { x }, attrs);
        const dy = values(shape, 5);
        await agreeOn('MaxPool3DGrad', { dy, input: x, output: { values: y, shape } }, attrs);
      }),
      { numRuns: 60 },
    );
  });

  it.each([2, 3])('takes an empty batch (%d-dimensional images)', async (axes) => {
    const shape = [0, ...Array(axes).fill(4), 3];
    const y = await onBackend(
      'wasm',
      axes === 2 ? 'MaxPool' : 'MaxPool3D',
      { x: { values: new Float32Array(), shape } },
      {
        filterSize: 2,
        strides: 2,
        pad: 'valid',
        dataFormat: 'NDHWC',
      },
    );
    expect(y.shape).toEqual([0, ...Array(axes).fill(2), 3]);
  });

  it('leaves what it cannot pool to the cpu backend', () => {
    const x = tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1], 'bool');
    const y = tf.maxPool(x, 2, 2, 'valid');
    expect(Array.from(y.dataSync())).toEqual([1]);
    tf.dispose([x, y]);
  });
});
