import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { minimizeSquare } from '../test-support.ts';
import { rmsprop } from './rmsprop.ts';

/** Minimizing w^2 from w = 1. */
function definition(steps: number, rate: number, decay: number, momentum: number, eps: number) {
  let [w, s, v] = [1, 0, 0];
  return Array.from({ length: steps }, () => {
    const g = 2 * w;
    s = decay * s + (1 - decay) * g * g;
    v = momentum * v + g / (Math.sqrt(s) + eps);
    w -= rate * v;
    return w;
  });
}

describe('rmsprop', () => {
  it.each([
    { rate: 0.01, decay: 0.99, momentum: 0, eps: 1e-8 },
    { rate: 0.05, decay: 0.9, momentum: 0.8, eps: 1e-8 },
    // So large that it would show if it stood under the root.
    { rate: 0.05, decay: 0.9, momentum: 0.5, eps: 0.7 },
  ])('follows its definition with eps outside the root (%#)', ({ rate, ...settings }) => {
    const values = minimizeSquare(rmsprop(rate, settings), 6);
    const expected = definition(6, rate, settings.decay, settings.momentum, settings.eps);
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
  });

  it('gives what PyTorch 1.13 gives', () => {
    const defaults = [0.9, 0.832918, 0.7799823, 0.735389, 0.6964658];
    const others = [0.9249506, 0.8047705, 0.6596732, 0.5045137, 0.3505343];
    for (const [i, value] of minimizeSquare(rmsprop(), 5).entries()) {
      expect(value).toBeCloseTo(defaults[i]!, 5);
    }
    const recipe = rmsprop(0.05, { decay: 0.9, momentum: 0.8, eps: 0.7 });
    for (const [i, value] of minimizeSquare(recipe, 5).entries()) expect(value).toBeCloseTo(others[i]!, 5);
  });

  it.each([
    [() => rmsprop(-1), 'learningRate'],
    [() => rmsprop(Number.POSITIVE_INFINITY), 'learningRate'],
    [() => rmsprop(0.1, { decay: 1 }), 'decay'],
    [() => rmsprop(0.1, { momentum: 1 }), 'momentum'],
    [() => rmsprop(0.1, { eps: Number.NaN }), 'eps'],
  ])('refuses impossible settings (%#)', (make, name) => {
    expect(make).toThrow(TrainError);
    expect(make).toThrow(`rmsprop: ${name} must be`);
  });
});
