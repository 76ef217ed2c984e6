import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tested } from './test-support.ts';

const exponentials = (values: Float32Array) => tf.tidy(() => tf.exp(tf.tensor1d(values)).dataSync());

/** Distance in units in the last place of the exact result. */
function error(actual: number, x: number): number {
  const exact = Math.exp(x);
  const unit = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(exact)) - 23));
  return Math.abs(actual - exact) / unit;
}

describe.runIf(tested === 'wasm')('exponential', () => {
  it('is right to 2 units in the last place over the whole range of floats', () => {
    const count = 200_001;
    const x = Float32Array.from({ length: count }, (_, i) => -103.9 + (192.6 * i) / (count - 1));
    const y = exponentials(x);
    const worst = x.reduce((most, value, i) => Math.max(most, error(y[i] as number, value)), 0);
    expect(worst).toBeLessThan(2);
  });

  it('is exact where it must be', () => {
    const inputs = [
      0,
      -0,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      88.73,
      1e30,
      -104,
      -1e30,
    ];
    const outputs = [1, 1, 0, Number.POSITIVE_INFINITY, Number.NaN, Number.POSITIVE_INFINITY];
    expect([...exponentials(Float32Array.from(inputs))]).toEqual([
      ...outputs,
      Number.POSITIVE_INFINITY,
      0,
      0,
    ]);
  });

  it('depends on the value alone, not on its place', () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { maxLength: 40 }), (numbers) => {
        const values = Float32Array.from(numbers);
        const alone = numbers.map((_, i) => exponentials(values.slice(i, i + 1))[0]);
        expect([...exponentials(values)]).toEqual(alone);
      }),
    );
  });

  it('leaves other types to the stock kernel, and only its result behind', () => {
    const x = tf.tensor1d([0, 1], 'int32');
    const before = tf.memory().numTensors;
    tf.dispose([tf.exp(x), tf.exp(tf.tidy(() => tf.cast(x, 'float32')))]);
    expect(tf.memory().numTensors - before).toBe(1);
    tf.dispose(x);
  });
});
