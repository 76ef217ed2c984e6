import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gruStep } from './gru-step.ts';
import { valuesOf } from './test-support.ts';

interface Step {
  readonly units: number;
  readonly p: readonly number[];
  readonly h: readonly number[];
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The equations of torch.nn.GRU, one number at a time in float64. */
function stepInFloat64({ units, p, h, kernel, bias }: Step): number[] {
  const batch = h.length / units;
  const at = (values: readonly number[], row: number, columns: number, column: number) =>
    values[row * columns + column] as number;
  return Array.from({ length: batch * units }, (_, k) => {
    const [row, j] = [Math.floor(k / units), k % units];
    const recurrent = (gate: number) => {
      const column = gate * units + j;
      let sum = bias[column] as number;
      for (let i = 0; i < units; i++) sum += at(h, row, units, i) * at(kernel, i, 3 * units, column);
      return sum;
    };
    const input = (gate: number) => at(p, row, 3 * units, gate * units + j);
    const r = sigmoid(input(0) + recurrent(0));
    const z = sigmoid(input(1) + recurrent(1));
    const n = Math.tanh(input(2) + r * recurrent(2));
    return (1 - z) * n + z * at(h, row, units, j);
  });
}

function stepInTensors({ units, p, h, kernel, bias }: Step): number[] {
  return tf.tidy(() => {
    const batch = h.length / units;
    const state = gruStep(
      tf.tensor2d([...p], [batch, 3 * units]),
      tf.tensor2d([...h], [batch, units]),
      tf.tensor2d([...kernel], [units, 3 * units]),
      tf.tensor1d([...bias]),
    );
    expect(state.shape).toEqual([batch, units]);
    return valuesOf(state);
  });
}

const steps = fc
  .record({ batch: fc.integer({ min: 1, max: 5 }), units: fc.integer({ min: 1, max: 9 }) })
  .chain(({ batch, units }) => {
    const numbers = (length: number) =>
      fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
    return fc.record({
      units: fc.constant(units),
      p: numbers(batch * 3 * units),
      h: numbers(batch * units),
      kernel: numbers(units * 3 * units),
      bias: numbers(3 * units),
    });
  });

describe('gruStep', () => {
  it("computes the equations of PyTorch's GRU", () => {
    fc.assert(
      fc.property(steps, (step) => {
        const expected = stepInFloat64(step);
        for (const [i, value] of stepInTensors(step).entries()) {
          // A sum of ten products of at most 1 is off by less than 6e-6 in float32, and the candidate's is multiplied by a gate
          // that is off by a quarter of that: 10 x 1.5e-6 + 6e-6.
          expect(Math.abs(value - (expected[i] as number))).toBeLessThan(2.5e-5);
        }
      }),
    );
  });

  it('keeps the state to the last bit where the update gate is open', () => {
    const h = [0.1, -0.7, 1e-8].map(Math.fround);
    const open = { units: 3, p: [0, 0, 0, 1e4, 1e4, 1e4, 5, 5, 5], h, bias: Array(9).fill(0.5) };
    expect(stepInTensors({ ...open, kernel: Array(27).fill(-1) })).toEqual(h);
  });

  it('resets what the state says about the candidate, not the state', () => {
    // r = z = 1/2 and the candidate's recurrent part is h + 1: n = tanh(1 + (h + 1) / 2).
    const [state] = stepInTensors({ units: 1, p: [0, 0, 1], h: [2], kernel: [0, 0, 1], bias: [0, 0, 1] });
    expect(state).toBeCloseTo(Math.tanh(1 + 3 / 2) / 2 + 2 / 2, 6);
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    stepInTensors({ units: 1, p: [1, 2, 3], h: [1], kernel: [1, 2, 3], bias: [0, 0, 0] });
    expect(tf.memory().numTensors).toBe(before);
  });
});
