import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SELU } from './activations.ts';
import { agree, random, restoreBackend, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const below = (x: number) => Math.min(x, 0);

/** In double precision. */
const EXACT: Readonly<Record<string, (x: number) => number>> = {
  Elu: (x) => Math.max(x, 0) + Math.expm1(below(x)),
  Selu: (x) => SELU.scale * Math.max(x, 0) + SELU.scaleAlpha * Math.expm1(below(x)),
  Sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Tanh: Math.tanh,
};
const smooth = Object.keys(EXACT);

const compute = (kernel: string, values: ArrayLike<number>, attrs: tf.NamedAttrMap = {}) =>
  tf.tidy(() => {
    const x = tf.tensor1d(Float32Array.from(values));
    return (tf.engine().runKernel(kernel, { x }, attrs) as tf.Tensor).dataSync() as Float32Array;
  });

/** Distance from the exact result, in units in the last place. */
function error(actual: number, exact: number): number {
  const unit = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23));
  return exact === actual ? 0 : Math.abs(actual - exact) / unit;
}

/** From 1e-45 to 104, of both signs, evenly in their exponents. */
const sizes = Float32Array.from({ length: 40_000 }, (_, i) => {
  const size = 2 ** (-149 + (155.7 * (i >> 1)) / 20_000);
  return i % 2 ? size : -size;
});
const uniform = Float32Array.from({ length: 100_001 }, (_, i) => (i - 50_000) / 2_500);

describe.runIf(tested === 'wasm')('activations', () => {
  it.each(smooth)('%s is right to 3 units in the last place', (kernel) => {
    const exact = EXACT[kernel] as (x: number) => number;
    for (const inputs of [sizes, uniform]) {
      const y = compute(kernel, inputs);
      const worst = inputs.reduce((most, x, i) => Math.max(most, error(y[i] as number, exact(x))), 0);
      expect(worst).toBeLessThan(3);
    }
  });

  it.each([
    ['Elu', [0, -0, -1, infinity]],
    ['Selu', [0, -0, Math.fround(-SELU.scaleAlpha), infinity]],
    ['Sigmoid', [0.5, 0.5, 0, 1]],
    ['Softplus', [Math.fround(Math.LN2), Math.fround(Math.LN2), 0, infinity]],
    ['Tanh', [0, -0, -1, 1]],
    ['Relu', [0, 0, 0, infinity]],
    ['Relu6', [0, -0, 0, 6]],
  ])('%s is exact at zeros and infinities, and keeps NaN', (kernel, expected) => {
    // Eight of each, so that every lane of both loops sees them.
    const inputs = [0, -0, -infinity, infinity, nan].flatMap((x) => Array<number>(9).fill(x));
    const outputs = [...expected, nan].flatMap((y) => Array<number>(9).fill(y));
    const y = Array.from(compute(kernel, inputs));
    // toEqual tells -0 from 0, which matters to no one where the result is clipped or has a factor of e^0 - 1.
    expect(y.map((value) => value + 0)).toEqual(outputs.map((value) => value + 0));
  });

  it('tanh is odd to the last bit, also where it is -0', () => {
    const negated = compute(
      'Tanh',
      sizes.map((x) => -x),
    );
    expect(Array.from(negated)).toEqual(Array.from(compute('Tanh', sizes), (y) => -y));
    expect(Array.from(compute('Tanh', [-0, 0]))).toEqual([-0, 0]);
  });

  it('leaky ReLU and clipping do what their names say', () => {
    expect(Array.from(compute('LeakyRelu', [-2, -0, 0, 3, nan], { alpha: 0.5 }))).toEqual([
      -1,
      -0,
      0,
      3,
      nan,
    ]);
    const clipped = compute('ClipByValue', [-2, -1, 0.5, 7, nan, infinity], {
      clipValueMin: -1,
      clipValueMax: 2,
    });
    expect(Array.from(clipped)).toEqual([-1, -1, 0.5, 2, nan, 2]);
  });

  it.each([...smooth, 'Relu', 'Relu6', 'LeakyRelu', 'ClipByValue'])(
    '%s depends on the value alone, not on its place, and agrees with the cpu backend',
    async (kernel) => {
      const attrs = { alpha: 0.3, clipValueMin: -0.4, clipValueMax: 0.6 };
      await fc.assert(
        fc.asyncProperty(fc.nat(40), fc.nat(1000), async (size, seed) => {
          const x = withSpecials(random([size], seed), seed);
          await agree(kernel, { x }, attrs);
          const alone = Array.from(x.values, (value) => compute(kernel, [value], attrs)[0]);
          expect(Array.from(compute(kernel, x.values, attrs))).toEqual(alone);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('leaves other types to the kernel registered before', () => {
    const y = tf.tidy(() => tf.relu(tf.tensor1d([-3, 0, 2 ** 24 + 1], 'int32')));
    expect(y.dtype).toBe('int32');
    expect(Array.from(y.dataSync())).toEqual([0, 0, 2 ** 24 + 1]);
    y.dispose();
  });

  it('leaves only its result behind', () => {
    const x = tf.ones([3, 5]);
    const before = tf.memory().numTensors;
    const results = [tf.tanh(x), tf.sigmoid(x), tf.elu(x), tf.selu(x), tf.softplus(x), tf.relu6(x)];
    expect(tf.memory().numTensors - before).toBe(results.length);
    tf.dispose([x, results]);
  });
});
