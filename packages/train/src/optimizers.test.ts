import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adamw } from './adamw.ts';
import { adam, sgd } from './optimizers.ts';
import { rmsprop } from './rmsprop.ts';
import { minimizeSquare } from './test-support.ts';

function close(actual: readonly number[], expected: readonly number[]) {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

describe('sgd', () => {
  it('steps down the gradient', () => close(minimizeSquare(sgd(0.1), 2), [0.8, 0.64]));

  // v1 = 2, w1 = 1 - .2; v2 = .9 * 2 + 1.6 = 3.4, w2 = .8 - .34.
  it('accumulates momentum as PyTorch does', () =>
    close(minimizeSquare(sgd(0.1, { momentum: 0.9 }), 2), [0.8, 0.46]));

  // w1 = 1 - .1 (2 + .9 * 2) = .62; v2 = 1.8 + 1.24 = 3.04, w2 = .62 - .1 (1.24 + .9 * 3.04).
  it('looks ahead with Nesterov', () => {
    close(minimizeSquare(sgd(0.1, { momentum: 0.9, nesterov: true }), 2), [0.62, 0.2224]);
  });
});

describe('adam', () => {
  it('follows the paper, bias correction included', () => {
    const [beta1, beta2, eps, rate] = [0.9, 0.999, 1e-8, 0.05];
    let [w, m, v] = [1, 0, 0];
    const expected = [1, 2, 3, 4, 5].map((t) => {
      const g = 2 * w;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      w -= (rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + eps);
      return w;
    });
    close(minimizeSquare(adam(rate), 5), expected);
  });
});

const recipes = [sgd(0.1), sgd(0.1, { momentum: 0.9 }), adam(), adamw(), rmsprop(0.1, { momentum: 0.5 })];

it.each(recipes)('recipe %# owns nothing once disposed', (recipe) => {
  const before = tf.memory().numTensors;
  minimizeSquare(recipe, 2);
  expect(tf.memory().numTensors).toBe(before);
});
