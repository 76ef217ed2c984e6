import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { martLoss, tradesLoss } from './robust-losses.ts';

type Row = readonly number[];

const softmax = (row: Row): number[] => {
  const exps = row.map((value) => Math.exp(value - Math.max(...row)));
  const sum = exps.reduce((total, value) => total + value, 0);
  return exps.map((value) => value / sum);
};
const divergence = (p: Row, q: Row) => p.reduce((sum, value, i) => sum + value * Math.log(value / q[i]!), 0);
const average = (values: Row) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The papers' formulas in float64. */
function trades(labels: Row, clean: readonly Row[], adversarial: readonly Row[], beta: number): number {
  return average(
    labels.map((label, i) => {
      const [p, q] = [softmax(clean[i]!), softmax(adversarial[i]!)];
      return -Math.log(p[label]!) + beta * divergence(p, q);
    }),
  );
}
function mart(labels: Row, clean: readonly Row[], adversarial: readonly Row[], beta: number): number {
  return average(
    labels.map((label, i) => {
      const [p, q] = [softmax(clean[i]!), softmax(adversarial[i]!)];
      const rival = Math.max(...q.filter((_, k) => k !== label));
      return (
        -Math.log(q[label]!) - Math.log(1.0001 - rival + 1e-12) + beta * divergence(p, q) * (1 - p[label]!)
      );
    }),
  );
}

const LABELS = [0, 2];
const CLEAN = [
  [2, 0, -1],
  [0.5, 1, 0.25],
];
const ADVERSARIAL = [
  [0, 0.5, -1],
  [1, 2, -1],
];

const tensors = (clean = CLEAN, adversarial = ADVERSARIAL) =>
  [tf.tensor1d(LABELS, 'int32'), tf.tensor2d(clean), tf.tensor2d(adversarial)] as const;

describe.each([
  ['tradesLoss', tradesLoss, trades],
  ['martLoss', martLoss, mart],
] as const)('%s', (_, loss, formula) => {
  it("is the paper's formula", () => {
    const inputs = tensors();
    const [value] = loss(...inputs, 6).dataSync();
    expect(value).toBeCloseTo(formula(LABELS, CLEAN, ADVERSARIAL, 6), 5);
    tf.dispose([...inputs]);
  });

  it('has the numeric gradient with respect to both logits', () => {
    const logit = fc.double({ min: -3, max: 3, noNaN: true });
    const rows = fc.array(fc.array(logit, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 });
    // The largest of the others has no gradient where two are equal.
    const apart = (row: Row, label: number) => {
      const others = row.filter((_, k) => k !== label);
      return Math.abs(others[0]! - others[1]!) > 0.01;
    };
    fc.assert(
      fc.property(rows, rows, (clean, adversarial) => {
        fc.pre(adversarial.every((row, i) => apart(row, LABELS[i]!)));
        const [labels, p, q] = tensors(clean, adversarial);
        const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => loss(labels, a, b, 2))([p, q]);
        const found = gradients.map((gradient) => [...gradient.dataSync()]);
        const step = 1e-5;
        for (const [which, row, column] of [0, 1].flatMap((w) =>
          [0, 1].flatMap((r) => [0, 1, 2].map((c) => [w, r, c] as const)),
        )) {
          const moved = (by: number) => {
            const both = [clean, adversarial].map((rowsOf) => rowsOf.map((values) => [...values]));
            both[which]![row]![column]! += by;
            return formula(LABELS, both[0]!, both[1]!, 2);
          };
          const numeric = (moved(step) - moved(-step)) / (2 * step);
          // Terms of up to 2 * 6 with float32 rounding, and 1 / (1.0001 - p) of up to 1e4 where p is near 1.
          const rival = Math.max(...softmax(adversarial[row]!).filter((__, k) => k !== LABELS[row]));
          const bound = 1e-4 + 1e-6 / (1.0001 - rival);
          expect(Math.abs(found[which]![row * 3 + column]! - numeric)).toBeLessThan(bound);
        }
        tf.dispose([labels, p, q, ...gradients]);
      }),
      { numRuns: 20 },
    );
  });

  it('is the plain loss of clean samples where the predictions agree and beta weighs nothing else', () => {
    const inputs = tensors(CLEAN, CLEAN);
    const [with0] = loss(...inputs, 0).dataSync();
    const [with9] = loss(...inputs, 9).dataSync();
    expect(with9).toBeCloseTo(with0 as number, 6);
    tf.dispose([...inputs]);
  });

  it('leaks nothing', () => {
    const inputs = tensors();
    const before = tf.memory().numTensors;
    loss(...inputs, 1).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([...inputs]);
  });
});
