import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { CROSS_ENTROPY } from './softmax-cross-entropy.ts';
import { tested } from './test-support.ts';

const loss = (logits: tf.Tensor, labels: tf.Tensor) =>
  tf.engine().runKernel(CROSS_ENTROPY, { logits, labels }) as tf.Scalar;

/** Loss and gradient on wasm, times `factor`. */
function measured(rows: readonly (readonly number[])[], labels: readonly number[], factor = 1) {
  return tf.tidy(() => {
    const classes = rows[0]?.length ?? 3;
    const logits = tf.tensor2d(rows.flat(), [rows.length, classes]);
    const targets = tf.tensor1d([...labels], 'int32');
    const { value, grad } = tf.valueAndGrad((z) => tf.mul(loss(z, targets), factor))(logits);
    return { value: value.dataSync()[0] as number, gradient: [...grad.dataSync()] };
  });
}

/** The same in float64, by the definition. */
function exact(rows: readonly (readonly number[])[], labels: readonly number[]) {
  let value = 0;
  const gradient = rows.flatMap((row, i) => {
    const label = labels[i] as number;
    const powers = row.map((z) => Math.exp(z - (row[label] as number)));
    const others = powers.reduce((sum, power, j) => (j === label ? sum : sum + power), 0);
    value += Math.log1p(others) / rows.length;
    return powers.map((power, j) => (j === label ? -others : power) / (1 + others) / rows.length);
  });
  return { value, gradient };
}

const batches = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 21 }), fc.constantFrom(0.1, 1, 10, 40))
  .chain(([count, classes, scale]) => {
    const logit = fc.integer({ min: -1000, max: 1000 }).map((n) => Math.fround((scale * n) / 1000));
    const row = fc.array(logit, { minLength: classes, maxLength: classes });
    return fc.tuple(
      fc.array(row, { minLength: count, maxLength: count }),
      fc.array(fc.nat(classes - 1), { minLength: count, maxLength: count }),
    );
  });

describe.runIf(tested === 'wasm')('softmax cross-entropy', () => {
  it('equals the definition in float64, each element of the gradient to a few units in the last place', () => {
    fc.assert(
      fc.property(batches, ([rows, labels]) => {
        const expected = exact(rows, labels);
        const { value, gradient } = measured(rows, labels);
        expect(Math.abs(value - expected.value)).toBeLessThanOrEqual(2e-6 * expected.value);
        // Rounding z - max, of size 2 scale, is the largest part of the error.
        for (const [i, wanted] of expected.gradient.entries()) {
          expect(Math.abs((gradient[i] as number) - wanted)).toBeLessThanOrEqual(
            2e-5 * Math.abs(wanted) + 1e-38,
          );
        }
      }),
    );
  });

  it('has the gradient that differences of the loss show', () => {
    const rows = [
      [0.3, -1.2, 2, 0.5, 0.1],
      [1, 0, -1, 0.25, 3],
    ];
    const labels = [1, 4];
    const { gradient } = measured(rows, labels);
    const step = 2 ** -6;
    const shifted = (i: number, by: number) =>
      measured(
        rows.map((row, r) => row.map((z, j) => (5 * r + j === i ? z + by : z))),
        labels,
      ).value;
    for (let i = 0; i < 10; i++) {
      expect(gradient[i]).toBeCloseTo((shifted(i, step) - shifted(i, -step)) / (2 * step), 4);
    }
  });

  it('keeps the small loss and gradient of a sure network', () => {
    const { value, gradient } = measured([[30, 0]], [0]);
    expect(value / Math.exp(-30)).toBeCloseTo(1, 5);
    expect((gradient[0] as number) / -Math.exp(-30)).toBeCloseTo(1, 5);
    expect((gradient[1] as number) / Math.exp(-30)).toBeCloseTo(1, 5);
  });

  it('is finite for logits beyond the range of e^x', () => {
    const { value, gradient } = measured([[3000, -3000, 0]], [1]);
    expect(value).toBe(6000);
    expect(gradient).toEqual([1, -1, 0]);
  });

  it('scales its gradient with what comes from above', () => {
    const { gradient } = measured([[1, 2, 3]], [0], -2.5);
    const once = exact([[1, 2, 3]], [0]).gradient;
    for (const [i, value] of once.entries()) expect(gradient[i]).toBeCloseTo(-2.5 * value, 5);
  });

  it('adds up many classes without loss', () => {
    const row = Array.from({ length: 50_001 }, () => 1);
    expect(measured([row], [7]).value / Math.log(50_001)).toBeCloseTo(1, 6);
  });

  it('lets a logit of minus infinity out, and turns other infinities and NaN into NaN', () => {
    const { value, gradient } = measured([[0, Number.NEGATIVE_INFINITY, 0]], [0]);
    expect(value).toBeCloseTo(Math.log(2), 6);
    expect(gradient).toEqual([-0.5, 0, 0.5]);
    expect(measured([[0, Number.NEGATIVE_INFINITY]], [1]).value).toBe(Number.POSITIVE_INFINITY);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (let place = 0; place < 6; place++) {
        const row = Array.from({ length: 6 }, (_, j) => (j === place ? bad : 1));
        for (const label of [0, 5]) {
          const { value, gradient } = measured([row], [label]);
          expect([value, ...gradient]).toEqual(Array(7).fill(Number.NaN));
        }
      }
    }
  });

  it('is NaN for no samples, as a mean of nothing is elsewhere', () => {
    expect(measured([], [])).toEqual({ value: Number.NaN, gradient: [] });
  });

  it.each([-1, 3, 2 ** 30])('refuses the label %s', (label) => {
    expect(() =>
      measured(
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
        [0, label],
      ),
    ).toThrow(EngineError);
    expect(() =>
      measured(
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
        [0, label],
      ),
    ).toThrow(`label 1 is ${label}`);
  });

  it('leaves only its result', () => {
    const logits = tf.tensor2d([[1, 2]]);
    const labels = tf.tensor1d([1], 'int32');
    const before = tf.memory().numTensors;
    const results = [loss(logits, labels), tf.grad((z) => loss(z, labels))(logits)];
    expect(tf.memory().numTensors - before).toBe(2);
    tf.dispose([results, logits, labels]);
  });
});
