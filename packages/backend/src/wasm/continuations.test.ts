import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { TRAINING_KERNEL } from './batch-norm-training.ts';
import {
  largestError,
  MAX_ERROR,
  random,
  restoreBackend,
  tested,
  type Values,
  withSpecials,
} from './test-support.ts';

afterAll(restoreBackend);

const books = () => ({ ...tf.memory(), ids: tf.engine().backend.numDataIds(), unreliable: undefined });

/** The values of what `compute` makes of the inputs on one backend; nothing may remain. */
async function on(backend: 'cpu' | 'wasm', inputs: Values[], compute: (...xs: tf.Tensor[]) => tf.Tensor[]) {
  await loadBackend({ prefer: backend, strict: true });
  const before = books();
  const xs = inputs.map(({ values, shape }) => tf.tensor(values, shape));
  const results = tf.tidy(() => compute(...xs));
  const values = results.map((result) => Float32Array.from(result.dataSync()));
  const shapes = results.map(({ shape }) => shape);
  tf.dispose([xs, results]);
  expect(books()).toEqual(before);
  return { values, shapes };
}

/** A normalized value of these tests, and what is added to it, is at most 16 in size; it is rounded some five times. */
const ROUNDING = 16 * 8 * 2 ** -24;

async function same(
  inputs: Values[],
  compute: (...xs: tf.Tensor[]) => tf.Tensor[],
  rounding = ROUNDING,
): Promise<void> {
  const expected = await on('cpu', inputs, compute);
  const actual = await on('wasm', inputs, compute);
  expect(actual.shapes).toEqual(expected.shapes);
  for (const [index, values] of actual.values.entries()) {
    expect(largestError(values, expected.values[index] as Float32Array)).toBeLessThanOrEqual(rounding);
  }
}

/** Multiples of 1/8: sums of their products are exact, and no ReLU can be of two minds. */
function coarse(shape: number[], seed: number): Values {
  const { values } = random(shape, seed);
  return { shape, values: values.map((value) => Math.round(8 * value) / 8) };
}

const cases = fc.record({
  rows: fc.integer({ min: 0, max: 70 }),
  channels: fc.integer({ min: 1, max: 35 }),
  special: fc.boolean(),
  seed: fc.nat(1000),
});

function normalizationInputs({
  rows,
  channels,
  special,
  seed,
}: typeof cases extends fc.Arbitrary<infer T> ? T : never) {
  const plain = random([rows, channels], seed);
  const x = special ? withSpecials(plain, seed) : plain;
  const vectors = [1, 2, 3].map((more) => random([channels], seed + more));
  const variance = random([channels], seed + 4);
  const positive = { ...variance, values: variance.values.map((v) => v * v + 0.1) };
  return [x, random([rows, channels], seed + 5), ...vectors, positive];
}

const normalize = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) =>
  tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    offset as tf.Tensor1D,
    scale as tf.Tensor1D,
    1e-3,
  );

/** What `compute` returns, and for how many results the wasm backend was asked for memory. */
async function outputsOf<T>(compute: () => T): Promise<{ readonly result: T; readonly outputs: number }> {
  const backend = tf.engine().backend as unknown as { makeOutput?: (...args: unknown[]) => unknown };
  const { makeOutput } = backend;
  let outputs = 0;
  backend.makeOutput = (...args) => {
    outputs++;
    return makeOutput?.apply(backend, args);
  };
  try {
    const result = compute();
    return { result, outputs };
  } finally {
    delete backend.makeOutput;
  }
}

describe.runIf(tested === 'wasm')('kernels that wait for the next one', () => {
  it('a normalization with a shortcut and ReLU equals the three of the cpu backend', () =>
    fc.assert(
      fc.asyncProperty(cases, (c) =>
        same(normalizationInputs(c), (x, other, mean, offset, scale, variance) => {
          const y = () => normalize(x!, mean!, variance!, offset!, scale!);
          return [
            y(),
            tf.relu(y()),
            tf.add(y(), other!),
            tf.relu(tf.add(y(), other!)),
            tf.relu(tf.add(other!, y())),
            tf.relu(tf.add(y(), y())),
          ];
        }),
      ),
      { numRuns: 30 },
    ));

  it('whoever looks earlier, from elsewhere or twice sees each result as it is', () =>
    fc.assert(
      fc.asyncProperty(cases, (c) =>
        same(normalizationInputs(c), (x, other, mean, offset, scale, variance) => {
          const y = normalize(x!, mean!, variance!, offset!, scale!);
          const active = tf.relu(y);
          const flat = tf.relu(tf.add(tf.reshape(y, [-1]), tf.reshape(other!, [-1])));
          const sum = tf.add(y, other!);
          const both = [tf.relu(sum), tf.add(sum, other!), tf.add(sum, mean!), tf.add(y, mean!)];
          y.dataSync();
          return [active, flat, ...both, y, sum, tf.relu(y), tf.relu(sum), tf.add(sum, 1)];
        }),
      ),
      { numRuns: 30 },
    ));

  it('its inputs may be gone when it is computed', async () => {
    const inputs = normalizationInputs({ rows: 9, channels: 5, special: false, seed: 1 });
    await same(inputs, (x, other, mean, offset, scale, variance) => {
      const [from, more] = [tf.mul(x!, 2), tf.mul(other!, 2)];
      const sum = tf.add(normalize(from, mean!, variance!, offset!, scale!), more);
      tf.dispose([from, more]);
      return [tf.relu(sum)];
    });
  });

  const blocks = fc.record({
    size: fc.integer({ min: 3, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 7 }),
    outChannels: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(1000),
  });

  it('a convolution with bias and ReLU equals that of the cpu backend, and so do its gradients', () =>
    fc.assert(
      fc.asyncProperty(blocks, ({ size, inChannels, outChannels, seed }) =>
        same(
          [
            coarse([2, size, size, inChannels], seed),
            coarse([3, 3, inChannels, outChannels], seed + 1),
            coarse([outChannels], seed + 2),
            coarse([2, size, size, outChannels], seed + 3),
          ],
          (x, filter, bias, dy) => {
            const convolve = (image: tf.Tensor, kernel: tf.Tensor) =>
              tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same') as tf.Tensor;
            const layer = (...[image, kernel, start]: tf.Tensor[]) =>
              tf.relu(tf.add(convolve(image!, kernel!), start!));
            const { value, grads } = tf.valueAndGrads(layer)([x!, filter!, bias!], dy!);
            // Where bias and ReLU are not what follows.
            const other = (...[image, kernel, start]: tf.Tensor[]) => {
              const y = convolve(image!, kernel!);
              const flat = tf.reshape(tf.relu(tf.reshape(y, [-1, outChannels])), y.shape);
              return tf.add(tf.add(flat, tf.add(y, dy!)), tf.add(start!, tf.add(y, start!)));
            };
            const mixed = tf.valueAndGrads(other)([x!, filter!, bias!], dy!);
            return [value, ...grads, mixed.value, ...mixed.grads];
          },
          0,
        ),
      ),
      { numRuns: 30 },
    ));

  const residual = fc.record({
    size: fc.integer({ min: 3, max: 9 }),
    channels: fc.constantFrom(5, 8, 12, 16),
    taps: fc.constantFrom(3, 5),
    special: fc.boolean(),
    seed: fc.nat(1000),
  });

  it('the gradient of an input that goes around a convolution too equals that of the cpu backend', () =>
    fc.assert(
      fc.asyncProperty(residual, ({ size, channels, taps, special, seed }) => {
        const shape = [3, size, size, channels];
        const dy = random(shape, seed + 2);
        return same(
          [
            random(shape, seed),
            random([taps, taps, channels, channels], seed + 1),
            special ? withSpecials(dy, seed) : dy,
          ],
          (x, filter, signal) => {
            const convolve = (image: tf.Tensor) =>
              tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
            const around = (image: tf.Tensor) => tf.add(convolve(image), image);
            const twice = (image: tf.Tensor) =>
              tf.add(tf.mul(image, 3), tf.add(convolve(image), convolve(image)));
            return [tf.grad(around)(x!, signal!), tf.grad(twice)(x!, signal!)];
          },
          MAX_ERROR * (2 * taps ** 2 * channels + 3),
        );
      }),
      { numRuns: 30 },
    ));

  it('a normalization with a shortcut and ReLU takes memory for one result, not for three', async () => {
    await loadBackend({ prefer: 'wasm', strict: true });
    const [x, vector] = [tf.ones([4, 8]), tf.ones([8])];
    const layer = () => tf.relu(tf.add(normalize(x, vector, vector, vector, vector), x));
    const { result, outputs } = await outputsOf(() => tf.tidy(() => layer().dataSync()));
    expect(result).toEqual(new Float32Array(32).fill(2));
    expect(outputs).toBe(1);
    tf.dispose([x, vector]);
  });

  it('the gradient of a normalization with ReLU behind it is the same number by number as in two passes', () =>
    fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const [x, dy, , offset, scale] = normalizationInputs(c).map(({ values, shape }) =>
          tf.tensor(values, shape),
        );
        await loadBackend({ prefer: 'wasm', strict: true });
        const before = books();
        const gradients = (apart: boolean) => {
          const layer = (...[image, factor, start]: tf.Tensor[]) => {
            const inputs = { x: image!, scale: factor!, offset: start! };
            const results = tf.engine().runKernel(TRAINING_KERNEL, inputs, { epsilon: 1e-3 });
            const [y] = results as unknown as tf.Tensor[];
            if (apart) y!.dataSync();
            return tf.relu(y!);
          };
          const { value, grads } = tf.valueAndGrads(layer)([x!, scale!, offset!], dy!);
          return tf.tidy(() => [value, ...grads].map((result) => [...result.dataSync()]));
        };
        const count = await outputsOf(() => tf.tidy(() => gradients(false)));
        const countApart = await outputsOf(() => tf.tidy(() => gradients(true)));
        // Neither the normalization nor the gradient of ReLU.
        expect(countApart.outputs - count.outputs).toBe(2);
        expect(count.result).toEqual(countApart.result);
        expect(books()).toEqual(before);
        tf.dispose([x!, dy!, offset!, scale!]);
      }),
      { numRuns: 30 },
    ));

  it('refuses shapes that do not fit as without waiting', async () => {
    await loadBackend({ prefer: 'wasm', strict: true });
    const before = books();
    tf.tidy(() => {
      const [x, vector] = [tf.ones([4, 8]), tf.ones([8])];
      expect(() => tf.add(normalize(x, vector, vector, vector, vector), tf.ones([3]))).toThrow('broadcast');
    });
    expect(books()).toEqual(before);
  });
});
