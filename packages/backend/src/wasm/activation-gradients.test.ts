import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { random, relativeError, restoreBackend, tested, type Values, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const ACTIVATIONS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  clipByValue: (x) => tf.clipByValue(x, -0.4, 0.6),
  elu: tf.elu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  relu: tf.relu,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  tanh: tf.tanh,
};
const names = Object.keys(ACTIVATIONS);
const activation = (name: string) => ACTIVATIONS[name] as (x: tf.Tensor) => tf.Tensor;

const gradient = (name: string, x: Values, dy: Values) =>
  tf.tidy(
    () =>
      tf
        .grad(activation(name))(tf.tensor(x.values, x.shape), tf.tensor(dy.values, dy.shape))
        .dataSync() as Float32Array,
  );

describe('gradients of activations', () => {
  it.each(names)('%s: equals the difference quotient', (name) => {
    // Away from the bends of clipping and ReLU.
    const values = Float32Array.from([-3, -1.1, -0.7, -0.3, -0.1, 0.2, 0.5, 0.9, 2, 5, 7]);
    const dy = { values: values.map((_, i) => i - 4.5), shape: [11] };
    const h = 2 ** -7;
    const at = (by: number) =>
      tf.tidy(() => activation(name)(tf.tensor1d(values.map((x) => x + by))).dataSync());
    const [up, down] = [at(h), at(-h)];
    gradient(name, { values, shape: [11] }, dy).forEach((dx, i) => {
      const quotient = ((up[i] as number) - (down[i] as number)) / (2 * h);
      expect(Math.abs(dx - quotient * (dy.values[i] as number))).toBeLessThan(2e-3);
    });
  });

  it.each(names)('%s: leaks no tensor', (name) => {
    const x = tf.ones([3, 5]);
    const before = tf.memory().numTensors;
    tf.grad(activation(name))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.runIf(tested === 'wasm')('gradients of activations on wasm', () => {
  it.each(names)(
    '%s: agrees with the cpu backend, with NaN and infinity in the input or the signal',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(40), fc.nat(1000), fc.nat(2), async (size, seed, specials) => {
          const plain = random([size], seed);
          const x = specials === 1 ? withSpecials(plain, seed) : plain;
          // Zeros and both sides of every bend.
          x.values.set([0, 6, 6.5, 0.6, -0.4, -0].slice(0, size));
          const dy = specials === 2 ? withSpecials(random([size], seed + 1), seed) : random([size], seed + 1);
          await loadBackend({ prefer: 'cpu', strict: true });
          const expected = gradient(name, x, dy);
          await loadBackend({ prefer: 'wasm', strict: true });
          // Relative to the signal: what is near saturation hangs on the last bit of the output.
          const withOne = (dx: Float32Array) => Float32Array.of(...dx, 1);
          expect(relativeError(withOne(gradient(name, x, dy)), withOne(expected))).toBeLessThan(1e-6);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('has none for other types than floats', () => {
    const inputs = { saved: tf.tensor1d([1], 'int32'), dy: tf.tensor1d([1]) };
    expect(() => tf.engine().runKernel('GradlabTanhGradient', inputs)).toThrow(/GradlabTanhGradient.*int32/);
    tf.dispose(inputs);
  });
});
