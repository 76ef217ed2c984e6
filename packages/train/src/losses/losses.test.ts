import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { focal, hinge, klDivergence } from './classification.ts';
import { crossEntropy, crossEntropyWith } from './cross-entropy.ts';
import { type Loss, weightedLoss } from './loss.ts';
import { huber, mae, mse } from './regression.ts';

const x = [
  [2, -1, 0.5],
  [0, 3, -2],
  [-1.5, 0.25, 1],
  [4, 3.5, -6],
];
const y = [0, 2, 1, 1];
const p = [
  [0.5, 0.25, 0.25],
  [0, 1, 0],
  [0.1, 0.2, 0.7],
  [0.9, 0, 0.1],
];
const classWeights = [1, 2, 0.5];
type Targets = readonly number[] | readonly (readonly number[])[];

const tensorOf = (targets: Targets) =>
  typeof targets[0] === 'number'
    ? tf.tensor1d(targets as number[], 'int32')
    : tf.tensor2d(targets as number[][]);

function valueAndGradient(loss: Loss, targets: Targets) {
  return tf.tidy(() => {
    const wanted = tensorOf(targets);
    const { value, grad } = tf.valueAndGrad((z) => loss(wanted, z))(tf.tensor2d(x));
    return { value: value.dataSync()[0] as number, gradient: [...grad.dataSync()] };
  });
}

describe('what PyTorch 1.13 gives', () => {
  it.each<[string, Loss, Targets, number, number[][]]>([
    [
      'crossEntropy',
      crossEntropy,
      y,
      1.865381,
      [
        [-0.053601, 0.009778, 0.043823],
        [0.011781, 0.236625, -0.248406],
        [0.013202, -0.17403, 0.160828],
        [0.15561, -0.155618, 7e-6],
      ],
    ],
    [
      'smoothed labels',
      crossEntropyWith({ labelSmoothing: 0.1 }),
      y,
      1.927881,
      [
        [-0.036934, 0.001445, 0.035489],
        [0.003448, 0.228291, -0.231739],
        [0.004868, -0.157363, 0.152495],
        [0.147277, -0.138951, -0.008326],
      ],
    ],
    [
      'weighted classes',
      crossEntropyWith({ classWeights }),
      y,
      1.290774,
      [
        [-0.038982, 0.007111, 0.031871],
        [0.004284, 0.086045, -0.090329],
        [0.019202, -0.253135, 0.233932],
        [0.226342, -0.226353, 1e-5],
      ],
    ],
    [
      'both',
      crossEntropyWith({ classWeights, labelSmoothing: 0.2 }),
      y,
      1.353715,
      [
        [-0.009979, -0.016894, 0.026873],
        [-0.006695, 0.084748, -0.078054],
        [0.005481, -0.213858, 0.208377],
        [0.195359, -0.189308, -0.006051],
      ],
    ],
    [
      'crossEntropy of probabilities',
      crossEntropy,
      p,
      0.934131,
      [
        [0.071399, -0.052722, -0.018677],
        [0.011781, -0.013375, 0.001594],
        [-0.011798, 0.02597, -0.014172],
        [-0.06939, 0.094383, -0.024993],
      ],
    ],
    [
      'weighted classes of probabilities',
      crossEntropyWith({ classWeights }),
      p,
      0.986075,
      [
        [0.095949, -0.114, 0.01805],
        [0.023562, -0.02675, 0.003189],
        [-0.013779, -0.035426, 0.049204],
        [-0.07717, 0.089663, -0.012493],
      ],
    ],
    [
      'smoothed probabilities',
      crossEntropyWith({ labelSmoothing: 0.1 }),
      p,
      1.089756,
      [
        [0.075566, -0.054805, -0.020761],
        [0.003448, 0.003291, -0.006739],
        [-0.017632, 0.022637, -0.005005],
        [-0.055223, 0.086049, -0.030826],
      ],
    ],
    [
      'hinge',
      hinge(),
      y,
      1.020833,
      [
        [0.0, 0.0, 0.0],
        [0.083333, 0.083333, -0.166667],
        [0.0, -0.083333, 0.083333],
        [0.083333, -0.083333, 0.0],
      ],
    ],
    [
      'hinge with another margin',
      hinge({ margin: 0.5 }),
      y,
      0.854167,
      [
        [0.0, 0.0, 0.0],
        [0.083333, 0.083333, -0.166667],
        [0.0, -0.083333, 0.083333],
        [0.083333, -0.083333, 0.0],
      ],
    ],
    [
      'klDivergence',
      klDivergence,
      p,
      0.392476,
      [
        [0.071399, -0.052722, -0.018677],
        [0.011781, -0.013375, 0.001594],
        [-0.011798, 0.02597, -0.014172],
        [-0.06939, 0.094383, -0.024993],
      ],
    ],
    [
      'mae',
      mae,
      p,
      1.804167,
      [
        [0.083333, -0.083333, 0.083333],
        [0.0, 0.083333, -0.083333],
        [-0.083333, 0.083333, 0.083333],
        [0.083333, 0.083333, -0.083333],
      ],
    ],
    [
      'huber',
      huber(),
      p,
      1.427292,
      [
        [0.083333, -0.083333, 0.020833],
        [0.0, 0.083333, -0.083333],
        [-0.083333, 0.004167, 0.025],
        [0.083333, 0.083333, -0.083333],
      ],
    ],
    [
      'huber with another delta',
      huber({ delta: 0.5 }),
      p,
      0.800208,
      [
        [0.041667, -0.041667, 0.020833],
        [0.0, 0.041667, -0.041667],
        [-0.041667, 0.004167, 0.025],
        [0.041667, 0.041667, -0.041667],
      ],
    ],
    [
      'mse',
      mse,
      p,
      6.133125,
      [
        [0.25, -0.208333, 0.041667],
        [0.0, 0.333333, -0.333333],
        [-0.266667, 0.008333, 0.05],
        [0.516667, 0.583333, -1.016667],
      ],
    ],
  ])('%s', (_, loss, targets, value, gradient) => {
    const before = tf.memory().numTensors;
    const actual = valueAndGradient(loss, targets);
    expect(tf.memory().numTensors).toBe(before);
    expect(actual.value).toBeCloseTo(value, 5);
    for (const [i, expected] of gradient.flat().entries())
      expect(actual.gradient[i]).toBeCloseTo(expected, 5);
  });
});

const softmax = (row: readonly number[]) => {
  const sum = row.reduce((total, z) => total + Math.exp(z), 0);
  return row.map((z) => Math.exp(z) / sum);
};

describe('focal', () => {
  it('follows its formula', () => {
    const alpha = [0.25, 1, 3];
    const of = (gamma: number, factors: readonly number[]) =>
      x.reduce((sum, row, i) => {
        const sure = softmax(row)[y[i] as number] as number;
        return sum - (factors[y[i] as number] as number) * (1 - sure) ** gamma * Math.log(sure);
      }, 0) / x.length;
    expect(valueAndGradient(focal(), y).value).toBeCloseTo(of(2, [1, 1, 1]), 5);
    expect(valueAndGradient(focal({ gamma: 0.5, alpha }), y).value).toBeCloseTo(of(0.5, alpha), 5);
  });

  it('is cross-entropy for gamma 0, with its gradient', () => {
    const [one, other] = [valueAndGradient(focal({ gamma: 0 }), y), valueAndGradient(crossEntropy, y)];
    expect(one.value).toBeCloseTo(other.value, 5);
    for (const [i, value] of other.gradient.entries()) expect(one.gradient[i]).toBeCloseTo(value, 5);
  });

  it('has a numeric gradient', () => {
    const loss = focal({ gamma: 2 });
    const { gradient } = valueAndGradient(loss, y);
    const at = (row: number, column: number, shift: number) =>
      tf.tidy(() => {
        const moved = x.map((values, i) => values.map((v, j) => (i === row && j === column ? v + shift : v)));
        return loss(tensorOf(y), tf.tensor2d(moved)).dataSync()[0] as number;
      });
    for (const [row, column] of [
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 0],
    ] as const) {
      const slope = (at(row, column, 1e-2) - at(row, column, -1e-2)) / 2e-2;
      expect(gradient[3 * row + column]).toBeCloseTo(slope, 3);
    }
  });
});

describe('weights of samples', () => {
  const weighted = (loss: Loss, targets: Targets, weights: number[]) =>
    tf.tidy(
      () =>
        weightedLoss(loss, tensorOf(targets), tf.tensor2d(x), tf.tensor1d(weights)).dataSync()[0] as number,
    );

  it.each<[string, Loss, Targets]>([
    ['crossEntropy', crossEntropy, y],
    ['weighted classes', crossEntropyWith({ classWeights }), y],
    ['focal', focal(), y],
    ['mse', mse, p],
    ['klDivergence', klDivergence, p],
  ])('%s: ones change nothing, and the loss is linear in them', (_, loss, targets) => {
    const plain = valueAndGradient(loss, targets).value;
    expect(weighted(loss, targets, [1, 1, 1, 1])).toBeCloseTo(plain, 5);
    const each = [0, 1, 2, 3].map((i) =>
      weighted(
        loss,
        targets,
        [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)),
      ),
    );
    expect(each.reduce((sum, value) => sum + value, 0)).toBeCloseTo(plain, 5);
    const [a = 0, b = 0, c = 0, d = 0] = each;
    expect(weighted(loss, targets, [2, 0, 0.5, 3])).toBeCloseTo(2 * a + 0 * b + 0.5 * c + 3 * d, 4);
  });

  it('divide by the number of samples', () => {
    const one = tf.tidy(() =>
      weightedLoss(mse, tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [5]]), tf.tensor1d([3, 0])).dataSync(),
    );
    expect(one[0]).toBeCloseTo((3 * 4) / 2, 6);
  });

  it('need a loss that says what it is for each sample, and one weight for each', () => {
    const custom: Loss = (targets, outputs) => mse(targets, outputs);
    expect(() => weighted(custom, p, [1, 1, 1, 1])).toThrow(/no `samples`/);
    expect(() => weighted(crossEntropy, y, [1, 1])).toThrow(/weights are \[2\]/);
  });
});

it.each([
  [() => crossEntropyWith({ labelSmoothing: 1 }), /labelSmoothing must be/],
  [() => crossEntropyWith({ classWeights: [1, -1] }), /class weight must be/],
  [() => focal({ gamma: -1 }), /gamma must be/],
  [() => hinge({ margin: Number.NaN }), /margin must be/],
  [() => huber({ delta: 0 }), /delta must be positive/],
  [() => valueAndGradient(crossEntropyWith({ classWeights: [1] }), y), /1 class weights for 3 classes/],
  [() => valueAndGradient(focal({ alpha: [1] }), y), /1 factors alpha for 3 classes/],
  [() => valueAndGradient(mae, y), /two equal shapes/],
  [() => valueAndGradient(hinge(), [[1, 2]]), /hinge needs int32/],
  [() => valueAndGradient(klDivergence, [[1, 0]]), /two equal shapes/],
])('refuses what cannot work (%#)', (make, message) => {
  expect(make).toThrow(TrainError);
  expect(make).toThrow(message);
});
