import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreBackend, tested } from '../test-support.ts';
import { leftBehind } from './test-support.ts';

afterAll(restoreBackend);

const SIZES: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 4, e: 2 };
const LABELS = Object.keys(SIZES);
const sizes = (labels: readonly string[]) => labels.map((label) => SIZES[label] as number);

/** The sum over all labels, one number at a time. */
function naive(
  terms: readonly (readonly string[])[],
  result: readonly string[],
  tensors: readonly tf.Tensor[],
): number[] {
  const values = tensors.map((tensor) => tensor.dataSync());
  const place = (labels: readonly string[], at: Readonly<Record<string, number>>) =>
    labels.reduce((index, label) => index * (SIZES[label] as number) + (at[label] as number), 0);
  const total = new Float64Array(sizes(result).reduce((a, b) => a * b, 1));
  const used = [...new Set(terms.flat())];
  const walk = (rest: readonly string[], at: Readonly<Record<string, number>>): void => {
    const [label, ...others] = rest;
    if (label === undefined) {
      const product = terms.reduce((p, labels, i) => p * (values[i]?.[place(labels, at)] as number), 1);
      total[place(result, at)] = (total[place(result, at)] as number) + product;
      return;
    }
    for (let i = 0; i < (SIZES[label] as number); i++) walk(others, { ...at, [label]: i });
  };
  walk(used, {});
  return Array.from(total);
}

const term = fc.shuffledSubarray(LABELS, { minLength: 0, maxLength: 4 });
const equations = fc
  .record({
    first: term,
    second: fc.option(term),
    order: fc.shuffledSubarray(LABELS, { minLength: 0, maxLength: 5 }),
  })
  .map(({ first, second, order }) => {
    const terms = second === null ? [first] : [first, second];
    return { terms, result: order.filter((label) => terms.flat().includes(label)) };
  });

describe.runIf(tested === 'wasm')('einsum', () => {
  it('is the sum of products, for any equation of one or two tensors', () => {
    fc.assert(
      fc.property(equations, ({ terms, result }) => {
        const equation = `${terms.map((labels) => labels.join('')).join(',')}->${result.join('')}`;
        tf.tidy(() => {
          const tensors = terms.map((labels, i) => tf.randomUniform(sizes(labels), -1, 1, 'float32', i + 1));
          const y = tf.einsum(equation, ...tensors);
          expect(y.shape).toEqual(sizes(result));
          const expected = naive(terms, result, tensors);
          for (const [i, value] of y.dataSync().entries())
            expect(value).toBeCloseTo(expected[i] as number, 5);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('leaves nothing behind, also where the result is an input', () => {
    const x = tf.randomUniform([2, 3], -1, 1, 'float32', 1);
    for (const equation of ['ab->ab', 'ab->ba', 'ab->', 'ab,ab->ab', 'ab,cb->ca', 'ab,cb->']) {
      const two = equation.includes(',') ? [x, x] : [x];
      expect([equation, leftBehind(() => tf.einsum(equation, ...two))]).toEqual([equation, [0, 0]]);
    }
    expect(x.dataSync()).toHaveLength(6);
  });

  it('refuses what does not fit', () => {
    const x = tf.zeros([2, 3]);
    expect(() => tf.einsum('ab,bc->ac', x, x)).toThrow(/Expected dimension 3 .* got dimension 2/);
    expect(() => tf.einsum('ab', x)).toThrow(/arrow/);
    expect(() => tf.einsum('aa->a', x)).toThrow(/duplicate axes/);
  });

  it('learns the matrix that attention is made of', () => {
    const [x, wanted] = [1, 2].map((seed) => tf.randomUniform([4, 3], -1, 1, 'float32', seed)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const target = tf.einsum('ia,ja->ij', wanted, x);
    const loss = (queries: tf.Tensor) =>
      tf.mean(tf.square(tf.sub(tf.einsum('ia,ja->ij', queries, x), target))) as tf.Scalar;
    let queries = tf.zeros([4, 3]);
    const first = loss(queries).dataSync()[0] as number;
    for (let step = 0; step < 200; step++) queries = tf.sub(queries, tf.mul(2, tf.grad(loss)(queries)));
    expect(loss(queries).dataSync()[0]).toBeLessThan(0.01 * first);
  });
});
