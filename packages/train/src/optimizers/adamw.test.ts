import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { minimizeSquare } from '../test-support.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';

/** Minimizing w^2 from w = 1 by the paper's algorithm 2, with the schedule multiplier 1 and PyTorch's lambda. */
function paper(steps: number, rate: number, decay: number) {
  const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];
  let [w, m, v] = [1, 0, 0];
  return Array.from({ length: steps }, (_, i) => {
    const g = 2 * w;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const step = (rate * (m / (1 - beta1 ** (i + 1)))) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + eps);
    w = w - rate * decay * w - step;
    return w;
  });
}

describe('adamw', () => {
  it('follows the paper', () => {
    const values = minimizeSquare(adamw(0.05, { weightDecay: 0.3 }), 6);
    for (const [i, expected] of paper(6, 0.05, 0.3).entries()) expect(values[i]).toBeCloseTo(expected, 5);
  });

  it('gives what PyTorch 1.13 gives', () => {
    const defaults = [0.99899, 0.99798, 0.9969701, 0.9959603, 0.9949505];
    const others = [0.935, 0.8710907, 0.8083422, 0.7468307, 0.6866389];
    for (const [i, value] of minimizeSquare(adamw(), 5).entries()) expect(value).toBeCloseTo(defaults[i]!, 5);
    const values = minimizeSquare(adamw(0.05, { weightDecay: 0.3 }), 5);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(others[i]!, 5);
  });

  // TensorFlow.js' Adam subtracts beta2^t from 1 in float32, which leaves five digits.
  it('is Adam without decay', () => {
    const plain = minimizeSquare(adam(0.05), 5);
    const values = minimizeSquare(adamw(0.05, { weightDecay: 0 }), 5);
    for (const [i, expected] of plain.entries()) expect(values[i]).toBeCloseTo(expected, 5);
  });

  // The gradient is 0, so that decay alone moves the weights.
  it('decays vectors unless told not to', () => {
    const after = (decayVectors: boolean) => {
      const optimizer = adamw(0.1, { weightDecay: 0.5, decayVectors })();
      const weights = [tf.variable(tf.ones([2, 2])), tf.variable(tf.ones([2]))];
      tf.tidy(() =>
        optimizer.applyGradients(weights.map(({ name, shape }) => ({ name, tensor: tf.zeros(shape) }))),
      );
      const values = weights.map((weight) => weight.dataSync()[0] as number);
      tf.dispose(weights);
      optimizer.dispose();
      return values;
    };
    expect(after(true).map((value) => value.toFixed(6))).toEqual(['0.950000', '0.950000']);
    expect(after(false).map((value) => value.toFixed(6))).toEqual(['0.950000', '1.000000']);
  });

  it.each([
    [() => adamw(-1), 'learningRate'],
    [() => adamw(Number.NaN), 'learningRate'],
    [() => adamw(0.1, { beta1: 1 }), 'beta1'],
    [() => adamw(0.1, { beta2: -0.1 }), 'beta2'],
    [() => adamw(0.1, { eps: -1 }), 'eps'],
    [() => adamw(0.1, { weightDecay: -1 }), 'weightDecay'],
  ])('refuses impossible settings (%#)', (make, name) => {
    expect(make).toThrow(TrainError);
    expect(make).toThrow(`adamw: ${name} must be`);
  });
});
