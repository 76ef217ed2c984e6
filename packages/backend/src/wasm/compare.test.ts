import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tested } from './test-support.ts';

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

  it('leaves what is broadcast otherwise to the kernel registered before', () => {
    expect(run('Greater', [[1], [2]], [1, 2]).values).toEqual([0, 0, 1, 0]);
    expect(run('Maximum', [[1], [2]], [1, 2]).values).toEqual([1, 2, 2, 2]);
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

describe.runIf(tested === 'wasm')('choosing by a condition', () => {
  it('takes each number from where the condition says', () => {
    const triples = fc.array(fc.tuple(fc.boolean(), numbers, numbers), { maxLength: 45 });
    fc.assert(
      fc.property(triples, fc.constantFrom('float32' as const, 'int32' as const), (all, dtype) => {
        const [conditions, yes, no] = [0, 1, 2].map((k) => all.map((triple) => Number(triple[k])));
        const found = tf.tidy(() => {
          const [t, e] = [tf.tensor1d(yes as number[], dtype), tf.tensor1d(no as number[], dtype)];
          const chosen = tf.where(tf.tensor1d(conditions as number[], 'bool'), t, e);
          expect(chosen.dtype).toBe(dtype);
          const [y, n] = [t.dataSync(), e.dataSync()];
          return { chosen: Array.from(chosen.dataSync()), expected: all.map(([c], i) => (c ? y[i] : n[i])) };
        });
        expect(found.chosen).toEqual(found.expected);
      }),
      { numRuns: 40 },
    );
  });

  it('chooses whole rows by a vector, which the kernel registered before does', () => {
    const chosen = tf.tidy(() =>
      (
        tf.engine().runKernel('Select', {
          condition: tf.tensor1d([1, 0], 'bool'),
          t: tf.ones([2, 3]),
          e: tf.zeros([2, 3]),
        }) as tf.Tensor
      ).arraySync(),
    );
    expect(chosen).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });
});
