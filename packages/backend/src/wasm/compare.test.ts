import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random, tested } from './test-support.ts';

type Comparison = (x: number, y: number) => boolean | number;

const KERNELS: readonly (readonly [string, Comparison, tf.DataType])[] = [
  ['Less', (x, y) => x < y, 'bool'],
  ['LessEqual', (x, y) => x <= y, 'bool'],
  ['Greater', (x, y) => x > y, 'bool'],
  ['GreaterEqual', (x, y) => x >= y, 'bool'],
  ['Equal', (x, y) => x === y, 'bool'],
  ['NotEqual', (x, y) => x !== y, 'bool'],
  ['Maximum', (x, y) => Math.max(x, y), 'float32'],
  ['Minimum', (x, y) => Math.min(x, y), 'float32'],
];

/** Few different ones, so that many are equal. */
const numbers = fc.constantFrom(
  -1.5,
  -0,
  0,
  1,
  2,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
);
const pairs = fc.array(fc.tuple(numbers, numbers), { maxLength: 45 });

function run(kernel: string, a: tf.TensorLike, b: tf.TensorLike) {
  const inputs = { a: tf.tensor(a), b: tf.tensor(b) };
  const before = tf.memory().numTensors;
  const result = tf.engine().runKernel(kernel, inputs) as tf.Tensor;
  expect(tf.memory().numTensors - before).toBe(1);
  const found = { values: Array.from(result.dataSync()), dtype: result.dtype, shape: result.shape };
  tf.dispose([inputs, result]);
  return found;
}

describe.runIf(tested === 'wasm')('comparisons', () => {
  it.each(KERNELS)(
    '%s of two tensors, and of a tensor and a single number on either side',
    (kernel, f, dtype) => {
      fc.assert(
        fc.property(pairs, numbers, (both, number) => {
          const [x, y] = [both.map(([first]) => first), both.map(([, second]) => second)];
          // + 0: which zero is the larger one matters to no one.
          const expected = (g: (i: number) => boolean | number) => x.map((_, i) => Number(g(i)) + 0);
          const of = (i: number, values: number[]) => values[i] as number;
          const same = run(kernel, x, y);
          expect(same.dtype).toBe(dtype);
          expect(same.values.map((v) => v + 0)).toEqual(expected((i) => f(of(i, x), of(i, y))));
          expect(run(kernel, x, number).values.map((v) => v + 0)).toEqual(
            expected((i) => f(of(i, x), number)),
          );
          expect(run(kernel, number, x).values.map((v) => v + 0)).toEqual(
            expected((i) => f(number, of(i, x))),
          );
        }),
        { numRuns: 40 },
      );
    },
  );

  it('keeps the shape that broadcasting gives', () => {
    expect(run('Greater', [[1, 2, 3]], [[2]]).shape).toEqual([1, 3]);
    expect(run('Greater', [1, 2, 3], [[2]])).toEqual({ values: [0, 0, 1], dtype: 'bool', shape: [1, 3] });
    expect(run('Greater', 3, [[[2]]]).shape).toEqual([1, 1, 1]);
  });

  it.each(KERNELS)('%s repeats either operand along any axes', (kernel, f) => {
    const axis = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('both', 'left', 'right'));
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), fc.nat(1000), (axes, seed) => {
        const shape = axes.map(([size]) => size);
        const operand = (side: string) => {
          const own = axes.map(([size, which]) => (which === 'both' || which === side ? size : 1));
          const values = random(own, side === 'left' ? seed : seed + 1).values.map((v) => Math.round(2 * v));
          return { own, at: tf.buffer(own as [number], 'float32', values) };
        };
        const [left, right] = [operand('left'), operand('right')];
        const of = ({ own, at }: typeof left, place: number[]) =>
          axes.length === 0
            ? (at.values[0] as number)
            : at.get(...place.map((i, k) => (own[k] === 1 ? 0 : i)));
        const places = tf.buffer(shape as [number], 'float32');
        const expected = Array.from(places.values, (_, i) => {
          const place = places.indexToLoc(i);
          return Number(f(of(left, place), of(right, place))) + 0;
        });
        const found = tf.tidy(() => {
          const inputs = { a: left.at.toTensor(), b: right.at.toTensor() };
          const result = tf.engine().runKernel(kernel, inputs) as tf.Tensor;
          expect(result.shape).toEqual(shape);
          return Array.from(result.dataSync(), (v) => v + 0);
        });
        expect(found).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('compares integers as integers', () => {
    const equal = tf.tidy(() =>
      tf.equal(tf.tensor1d([2 ** 24, 2 ** 24 + 1], 'int32'), tf.scalar(2 ** 24 + 1, 'int32')).dataSync(),
    );
    expect(Array.from(equal)).toEqual([0, 1]);
  });

  it('refuses shapes that do not fit', () => {
    expect(() => run('Less', [1, 2, 3], [1, 2])).toThrow(/could not be broadcast/);
  });
});
