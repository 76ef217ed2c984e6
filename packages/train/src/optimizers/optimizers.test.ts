import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { minimizeSquare } from '../test-support.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import { isSlotOptimizer, type SlotOptimizer } from './slot-optimizer.ts';

function close(actual: readonly number[], expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
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

  // Gradient 2 w + .5 w.
  it('decays weights', () => close(minimizeSquare(sgd(0.1, { weightDecay: 0.5 }), 2), [0.75, 0.5625]));
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

describe('nadam', () => {
  /** Minimizing w^2 from w = 1 by the algorithm in PyTorch's documentation. PyTorch 1.13 itself counts mu twice in the second term. */
  function definition(
    steps: number,
    rate: number,
    b1: number,
    b2: number,
    eps: number,
    psi: number,
    decay: number,
  ) {
    let [w, m, v, product] = [1, 0, 0, 1];
    const mu = (t: number) => b1 * (1 - 0.5 * 0.96 ** (t * psi));
    return Array.from({ length: steps }, (_, i) => {
      const t = i + 1;
      const g = 2 * w + decay * w;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g * g;
      product *= mu(t);
      const mean = (mu(t + 1) * m) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g) / (1 - product);
      w -= (rate * mean) / (Math.sqrt(v / (1 - b2 ** t)) + eps);
      return w;
    });
  }

  it('follows its definition', () => {
    close(minimizeSquare(nadam(), 6), definition(6, 0.002, 0.9, 0.999, 1e-8, 0.004, 0));
    const settings = { beta1: 0.8, beta2: 0.95, eps: 1e-3, momentumDecay: 0.5, weightDecay: 0.1 };
    close(minimizeSquare(nadam(0.05, settings), 6), definition(6, 0.05, 0.8, 0.95, 1e-3, 0.5, 0.1));
  });
});

describe('lion', () => {
  // Always downhill: the sign of the gradient, and the weight loses 0.1 * 0.5 of itself first.
  it('moves by the learning rate', () => {
    close(minimizeSquare(lion(0.1), 3), [0.9, 0.8, 0.7]);
    close(minimizeSquare(lion(0.1, { weightDecay: 0.5 }), 2), [0.85, 0.7075]);
  });

  // g = 2, then -0.4: c2 = .9 m + .1 g = .9 * (.01 * 2) + .1 * -.4 < 0, then m rules again.
  it('looks at the momentum and the gradient', () => {
    const w = tf.tidy(() => tf.variable(tf.scalar(1)));
    const optimizer = lion(0.1, { beta2: 0.9 })();
    const after = [2, -0.4, 0, 0].map((gradient) => {
      tf.tidy(() => optimizer.applyGradients([{ name: w.name, tensor: tf.scalar(gradient) }]));
      return w.dataSync()[0] as number;
    });
    // m: .2, then .9 * .2 - .04 = .14 (c = .18 - .04 > 0), then positive without gradient.
    close(after, [0.9, 0.8, 0.7, 0.6]);
    optimizer.dispose();
    w.dispose();
  });
});

describe('lamb', () => {
  // First step: m^ / sqrt(v^) = 1, so the direction is 1 + decay w = 1.5, scaled to the weight's own norm 1.
  it('scales the step to the norm of the weights', () => {
    close(minimizeSquare(lamb(0.1, { weightDecay: 0.5, eps: 0 }), 1), [0.9]);
    const w = tf.tidy(() => tf.variable(tf.tensor1d([3, 4])));
    const optimizer = lamb(0.1, { weightDecay: 0, eps: 0 })();
    tf.tidy(() => optimizer.applyGradients([{ name: w.name, tensor: tf.tensor1d([1, -7]) }]));
    // Norm 5, direction (1, -1) of norm sqrt 2.
    close([...w.dataSync()], [3 - 0.5 / Math.SQRT2, 4 + 0.5 / Math.SQRT2]);
    optimizer.dispose();
    w.dispose();
  });

  it('takes the plain step from zero weights', () => {
    const w = tf.tidy(() => tf.variable(tf.zeros([2])));
    const optimizer = lamb(0.1, { eps: 0 })();
    tf.tidy(() => optimizer.applyGradients([{ name: w.name, tensor: tf.tensor1d([1, -7]) }]));
    close([...w.dataSync()], [-0.1, 0.1]);
    optimizer.dispose();
    w.dispose();
  });
});

describe('what PyTorch 1.13 gives', () => {
  it.each([
    [
      'sgd with weight decay',
      sgd(0.1, { momentum: 0.9, weightDecay: 0.3 }),
      [0.77, 0.3859, -0.048547, -0.4283835, -0.6717081],
    ],
    [
      "sgd with Nesterov's momentum and weight decay",
      sgd(0.1, { momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
      [0.601, 0.191101, -0.1404684, -0.3467158, -0.4205475],
    ],
    [
      'adam with weight decay',
      adam(0.05, { weightDecay: 0.3 }),
      [0.95, 0.9000832, 0.8503117, 0.8007525, 0.7514779],
    ],
    ['adagrad', adagrad(), [0.99, 0.9829646, 0.9772379, 0.9722903, 0.9678739]],
    [
      'adagrad with other settings',
      adagrad(0.3, { rateDecay: 0.5, eps: 0.1, weightDecay: 0.2 }),
      [0.7130435, 0.6010737, 0.5372579, 0.4946914, 0.4636888],
    ],
    [
      'rmsprop with weight decay',
      rmsprop(0.05, { weightDecay: 0.3 }),
      [0.5, 0.2754933, 0.1548437, 0.0873142, 0.049155],
    ],
  ])('%s', (_, recipe, expected) => close(minimizeSquare(recipe, 5), expected));
});

const recipes = {
  'plain sgd': sgd(0.1),
  sgd: sgd(0.1, { momentum: 0.9 }),
  adam: adam(0.1),
  adamw: adamw(0.1),
  rmsprop: rmsprop(0.1, { momentum: 0.5 }),
  nadam: nadam(0.1),
  adagrad: adagrad(0.5),
  lamb: lamb(0.1),
  lion: lion(0.1),
};

describe.each(Object.entries(recipes))('%s', (_, recipe) => {
  it('owns nothing once disposed', () => {
    const before = tf.memory().numTensors;
    minimizeSquare(recipe, 2);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('follows a scaled learning rate, and stands still with 0', () => {
    const w = tf.tidy(() => tf.variable(tf.scalar(1)));
    const optimizer = recipe() as SlotOptimizer;
    expect(isSlotOptimizer(optimizer)).toBe(true);
    const step = () => {
      const before = w.dataSync()[0] as number;
      optimizer.minimize(() => tf.square(w) as tf.Scalar, false, [w]);
      return (w.dataSync()[0] as number) - before;
    };
    optimizer.scaleLearningRate(0);
    expect(step()).toBe(0);
    optimizer.scaleLearningRate(1e-3);
    const small = step();
    expect(small).toBeLessThan(0);
    expect(small).toBeGreaterThan(-2e-3);
    optimizer.dispose();
    w.dispose();
  });
});

it.each([
  [() => sgd(-1), 'sgd: learningRate'],
  [() => sgd(0.1, { momentum: 1 }), 'sgd: momentum'],
  [() => sgd(0.1, { weightDecay: Number.NaN }), 'sgd: weightDecay'],
  [() => adam(0.1, { beta2: 1 }), 'adam: beta2'],
  [() => nadam(0.1, { momentumDecay: -1 }), 'nadam: momentumDecay'],
  [() => adagrad(0.1, { rateDecay: -1 }), 'adagrad: rateDecay'],
  [() => lamb(0.1, { beta1: 2 }), 'lamb: beta1'],
  [() => lion(Number.NaN), 'lion: learningRate'],
])('refuses impossible settings (%#)', (make, name) => {
  expect(make).toThrow(TrainError);
  expect(make).toThrow(`${name} must be`);
});
