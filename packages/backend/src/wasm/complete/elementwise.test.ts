import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreBackend, tested } from '../test-support.ts';
import { leftBehind } from './test-support.ts';

afterAll(restoreBackend);

const number = fc.float({ noNaN: false });
const numbers = fc.array(number, { maxLength: 20 });
const apply = (op: (x: tf.Tensor) => tf.Tensor, values: readonly number[]) =>
  tf.tidy(() => Array.from(op(tf.tensor1d([...values])).dataSync()));
const zero = (value: number) => (value === 0 ? 0 : value);

function equals(op: (x: tf.Tensor) => tf.Tensor, expected: (x: number) => number): void {
  fc.assert(
    fc.property(numbers, (values) => {
      expect(apply(op, values).map(zero)).toEqual(values.map((value) => zero(Math.fround(expected(value)))));
    }),
    { numRuns: 200 },
  );
}

describe.runIf(tested === 'wasm')('elementwise kernels on every float', () => {
  it('sign: the sign, also of the smallest number; 0 for NaN', () => {
    equals(tf.sign, (x) => Number(x > 0) - Number(x < 0));
  });

  it('log1p: exact near 0', () => {
    equals(tf.log1p, Math.log1p);
  });

  it('clipByValue: the nearest number in between, and NaN for NaN', () => {
    equals(
      (x) => tf.clipByValue(x, -0.5, 0.75),
      (x) => Math.min(Math.max(x, -0.5), 0.75),
    );
  });

  it('relu6: from 0 to 6, and NaN for NaN', () => {
    equals(tf.relu6, (x) => Math.min(Math.max(x, 0), 6));
  });

  it('cast to bool: whether it is not 0', () => {
    equals(
      (x) => tf.cast(x, 'bool'),
      (x) => Number(x !== 0),
    );
    expect([...tf.cast(tf.tensor1d([256, -1, 0], 'int32'), 'bool').dataSync()]).toEqual([1, 1, 0]);
  });

  it('maximum and minimum: NaN from either side', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 }), (pairs) => {
        const [a, b] = [0, 1].map((side) => pairs.map((pair) => pair[side] as number)) as [
          number[],
          number[],
        ];
        const both = (op: typeof tf.maximum) => apply((x) => op(x, tf.tensor1d(b)), a).map(zero);
        expect(both(tf.maximum)).toEqual(pairs.map(([x, y]) => zero(Math.max(x, y))));
        expect(both(tf.minimum)).toEqual(pairs.map(([x, y]) => zero(Math.min(x, y))));
      }),
      { numRuns: 200 },
    );
  });

  it('leave nothing behind', () => {
    const x = tf.tensor1d([1, 2]);
    for (const op of [tf.sign, tf.log1p, tf.relu6, (t: tf.Tensor) => tf.maximum(t, x)]) {
      expect(leftBehind(() => op(x))).toEqual([0, 0]);
    }
  });
});
