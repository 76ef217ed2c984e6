import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { agreeOn, onBackend, poolings, values } from './pool-test-support.ts';
import { restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

describe('average pooling as the tests of TensorFlow.js expect it', () => {
  const padding: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [1, 2],
    [0, 1],
    [0, 0],
  ];

  it('averages over what lies inside of the image', () => {
    const same = tf.tidy(() => tf.avgPool(tf.tensor3d([1, 2, 3, 4], [2, 2, 1]), 2, 1, 'same').dataSync());
    expect(Array.from(same)).toEqual([2.5, 3, 3.5, 4]);
    const x = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const explicit = tf.tidy(() => tf.avgPool(tf.tensor3d(x, [3, 3, 1]), 3, 1, padding).dataSync());
    expect(Array.from(explicit)).toEqual([2.5, 3, 4, 4.5, 5.5, 6, 7, 7.5]);
  });

  it('propagates NaN', () => {
    const x = [1, 2, 3, 4, 5, 6, 7, Number.NaN, 8];
    const y = tf.tidy(() => tf.avgPool(tf.tensor3d(x, [3, 3, 1]), 2, 1, 0).dataSync());
    expect(Array.from(y)).toEqual([3, 4, Number.NaN, Number.NaN]);
  });

  it('divides the gradient by the whole size of the window', () => {
    const dx = tf.tidy(() => {
      const x = tf.tensor3d([0, 1, 2, 3, 4, 5, 6, 7, 8], [3, 3, 1]);
      const dy = tf.tensor3d([0, 3, 0, 6, 0, 9, 0, 12], [4, 2, 1]);
      return tf
        .grad((t: tf.Tensor) => tf.avgPool(t as tf.Tensor3D, 3, 1, padding))(x, dy)
        .dataSync();
    });
    [0, 1, 1, 0, 2, 2, 0, 3, 3].forEach((value, i) => {
      expect(dx[i]).toBeCloseTo(value, 6);
    });
  });
});

describe('gradient of average pooling', () => {
  it('without padding equals the difference quotient', () => {
    const x = values([1, 5, 4, 2], 1);
    const loss = (of: Float32Array) =>
      tf.tidy(() => {
        const y = tf.avgPool(tf.tensor4d(of, [1, 5, 4, 2]), [3, 2], [2, 1], 'valid');
        return tf.sum(tf.mul(tf.range(1, 1 + y.size), tf.reshape(y, [-1]))).dataSync()[0] as number;
      });
    const dx = tf.tidy(() => {
      const pool = (t: tf.Tensor) => tf.avgPool(t as tf.Tensor4D, [3, 2], [2, 1], 'valid');
      return tf
        .grad(pool)(tf.tensor4d(x.values, [1, 5, 4, 2]), tf.reshape(tf.range(1, 13), [1, 2, 3, 2]))
        .dataSync();
    });
    x.values.forEach((_, at) => {
      const moved = (by: number) => loss(x.values.map((v, i) => (i === at ? v + by : v)));
      // The mean is linear: large steps make the quotient exact but for rounding.
      expect(dx[at]).toBeCloseTo((moved(8) - moved(-8)) / 16, 4);
    });
  });

  it.skipIf(tested === 'cpu')('reaches the windows that rounding up adds', () => {
    const dx = tf.tidy(() => {
      const pool = (t: tf.Tensor) => tf.avgPool(t as tf.Tensor3D, 2, 2, 0, 'ceil');
      return tf
        .grad(pool)(tf.ones([3, 3, 1]), tf.tensor3d([4, 8, 12, 16], [2, 2, 1]))
        .dataSync();
    });
    expect(Array.from(dx)).toEqual([1, 1, 2, 1, 1, 2, 3, 3, 4]);
  });

  it('leaks no tensor', () => {
    const x = tf.ones([2, 5, 5, 3]);
    const before = tf.memory().numTensors;
    tf.grad((t: tf.Tensor) => tf.avgPool(t as tf.Tensor4D, 3, 2, 'same'))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.skipIf(tested === 'cpu')('average pooling on wasm', () => {
  it.each([
    [2, 'AvgPool', 150],
    [3, 'AvgPool3D', 60],
  ] as const)(
    'equals the cpu backend for all windows, strides and pads (%d axes)',
    async (axes, kernel, numRuns) => {
      await fc.assert(
        fc.asyncProperty(poolings(axes), async ({ x, attrs }) => {
          await agreeOn(kernel, { x }, attrs);
          // The cpu backend's gradient for flat images knows no rounding mode.
          const down = axes === 2 && attrs.dimRoundingMode ? { ...attrs, dimRoundingMode: 'floor' } : attrs;
          const { shape } = await onBackend('wasm', kernel, { x }, down);
          await agreeOn(`${kernel}Grad`, { dy: values(shape, 5), input: x }, down);
        }),
        { numRuns },
      );
    },
  );

  it('takes an empty batch', async () => {
    const x = { values: new Float32Array(), shape: [0, 4, 4, 3] };
    const y = await onBackend('wasm', 'AvgPool', { x }, { filterSize: 2, strides: 2, pad: 'valid' });
    expect(y.shape).toEqual([0, 2, 2, 3]);
  });

  it('wants floats', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1], 'int32');
    expect(() => tf.avgPool(x, 2, 2, 'valid')).toThrow(/int32/);
    x.dispose();
  });
});
