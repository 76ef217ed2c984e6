import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { linearRegression } from './linear-regression.ts';
import { polynomialFeatures, polynomialRegression } from './polynomial-regression.ts';
import type { RegressionData } from './regression.ts';
import { sineRegression } from './sine-regression.ts';
import { itIsADataset } from './test-support/it-is-a-dataset.ts';

itIsADataset('the sine', () => sineRegression().train);
itIsADataset('the polynomial', () => polynomialRegression({ degree: 20 }).test);
itIsADataset('the linear problem', () => linearRegression().train);

/** Half a unit in the last place of a float32. */
const ROUNDING = 2 ** -24;

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: ArrayLike<number>) => Math.sqrt(mean(Array.from(values, (x) => x * x)));

test('the sine: y = sin x, x uniform on [-2 pi, 2 pi]', () => {
  const { train, test: held } = sineRegression({ train: 4000, test: 300 });
  expect([train.length, held.length, ...train.shape, ...train.targetShape]).toEqual([4000, 300, 1, 1]);
  expect(train.targets).toEqual(Float32Array.from(train.inputs, Math.sin));
  expect(train.inputs.every((x) => Math.abs(x) <= 2 * Math.PI)).toBe(true);
  // Quarters of the interval: 1000 each, give or take five deviations of sqrt(4000 * 1/4 * 3/4) = 27.4.
  for (let quarter = 0; quarter < 4; quarter++) {
    const inside = train.inputs.filter((x) => Math.floor(x / Math.PI) + 2 === quarter).length;
    expect(Math.abs(inside - 1000)).toBeLessThan(137);
  }
});

test('the polynomial: its powers over factorials, and 5 + 1.2x - 3.4x^2/2! + 5.6x^3/3!', () => {
  const { train } = polynomialRegression({ noise: 0, degree: 4, train: 500 });
  for (const { input, target } of Array.from({ length: 500 }, (_, i) => train.get(i))) {
    const x = input[0]!;
    expect([...input]).toEqual([x, x ** 2 / 2, x ** 3 / 6, x ** 4 / 24].map((v) => expect.closeTo(v, 5)));
    const terms = [5, 1.2 * x, -1.7 * x * x, (5.6 / 6) * x ** 3];
    const sum = terms.reduce((a, b) => a + b);
    const size = terms.reduce((a, b) => a + Math.abs(b), 0);
    expect(Math.abs(target[0]! - sum)).toBeLessThanOrEqual(2 * ROUNDING * size);
  }
});

test('features of 2: 2, 4/2, 8/6, 16/24, and so on to 2^20/20!', () => {
  const features = polynomialFeatures([2, -1], 20);
  expect(features.length).toBe(40);
  expect([...features.subarray(0, 4)]).toEqual([2, 2, 4 / 3, 2 / 3].map(Math.fround));
  expect(features[19]! / (2 ** 20 / 2432902008176640000)).toBeCloseTo(1, 6);
  expect([...features.subarray(20, 23)]).toEqual([-1, 0.5, -1 / 6].map(Math.fround));
  expect(() => polynomialFeatures([1], 0)).toThrow(InvalidArgumentError);
});

test('the points of the polynomial do not depend on the degree', () => {
  const points = (degree: number) => {
    const { train } = polynomialRegression({ degree, seed: 5 });
    return [train.inputs.filter((_, k) => k % degree === 0), train.targets];
  };
  expect(points(20)).toEqual(points(1));
});

test('the linear problem: y = 2 x1 - 3.4 x2 + 4.2, with features of scale 1 and 100', () => {
  const { train } = linearRegression({ noise: 0, train: 5000 });
  const [first, second] = [0, 1].map((k) => train.inputs.filter((_, i) => i % 2 === k)) as [
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < 5000; i++) {
    const terms = [2 * first[i]!, -3.4 * second[i]!, 4.2];
    const size = terms.reduce((a, b) => a + Math.abs(b), 0);
    expect(Math.abs(train.targets[i]! - terms.reduce((a, b) => a + b))).toBeLessThanOrEqual(
      2 * ROUNDING * size,
    );
  }
  // The deviation of a sample deviation is scale / sqrt(2 * 5000) = 1 %: five of them.
  expect(Math.abs(deviation(first) - 1)).toBeLessThan(0.05);
  expect(Math.abs(deviation(second) - 100)).toBeLessThan(5);
});

const PROBLEMS: [string, (options: object) => RegressionData][] = [
  ['sineRegression', sineRegression],
  ['polynomialRegression', polynomialRegression],
  ['linearRegression', linearRegression],
];
describe.each(PROBLEMS)('%s', (_, make) => {
  test('noise changes the targets by its deviation, and the points not at all', () => {
    const clean = make({ train: 5000, noise: 0, seed: 3 }).train;
    const noisy = make({ train: 5000, noise: 0.5, seed: 3 }).train;
    expect(noisy.inputs).toEqual(clean.inputs);
    const errors = noisy.targets.map((y, i) => y - clean.targets[i]!);
    expect(Math.abs(mean(errors))).toBeLessThan((5 * 0.5) / Math.sqrt(5000));
    expect(Math.abs(deviation(errors) - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(10000));
  });

  test('the seed decides, and the parts do not depend on each other', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        fc.pre(a !== b);
        const { train, test: held } = make({ train: 20, test: 20, seed: a });
        expect(make({ train: 20, test: 3, seed: a }).train.targets).toEqual(train.targets);
        expect(held.inputs).not.toEqual(train.inputs);
        expect(make({ train: 20, seed: b }).train.inputs).not.toEqual(train.inputs);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    { train: 0 },
    { test: 1.5 },
    { noise: -1 },
    { noise: Number.NaN },
    { seed: -1 },
    { seed: 2 ** 32 },
  ])('%o is refused', (options) => {
    expect(() => make(options)).toThrow(InvalidArgumentError);
  });
});

test('what cannot be a polynomial or a linear problem is refused', () => {
  for (const options of [
    { degree: 0 },
    { degree: 2.5 },
    { coefficients: [] },
    { coefficients: [Number.NaN] },
  ]) {
    expect(() => polynomialRegression(options)).toThrow(InvalidArgumentError);
  }
  for (const options of [
    { weights: [1] },
    { weights: [], scales: [] },
    { scales: [1, 0] },
    { scales: [1, Number.POSITIVE_INFINITY] },
    { bias: Number.NaN },
  ]) {
    expect(() => linearRegression(options)).toThrow(InvalidArgumentError);
  }
});
