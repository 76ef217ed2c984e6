import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchOptions, BatchSource } from './batch.ts';
import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import { noise, numbered } from './test-support/numbered.ts';
import type { Transform } from './transform.ts';
import { balancedSampler, weightedSampler } from './weighted-sampler.ts';

/** The stored numbers of what one pass draws, and the sizes of its batches. */
function pass(source: BatchSource, options: BatchOptions = {}) {
  const sizes: number[] = [];
  const drawn: number[] = [];
  const labels: number[] = [];
  for (const { xs, ys } of source.batches(options)) {
    const [size = 0] = xs.shape;
    sizes.push(size);
    const values = xs.dataSync();
    for (let i = 0; i < size; i++) drawn.push(Math.round((values[i * 6] as number) * 255));
    labels.push(...ys.dataSync());
    tf.dispose([xs, ys]);
  }
  return { sizes, drawn, labels };
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('draws in proportion to the weights', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 12 }),
      seeds,
      (some, seed) => {
        const weights = [...some, 1];
        const draws = 2000;
        const { drawn } = pass(weightedSampler(numbered(weights.length), { weights, draws }), {
          seed,
          batchSize: 500,
        });
        const sum = weights.reduce((total, weight) => total + weight, 0);
        for (const [i, weight] of weights.entries()) {
          const count = drawn.filter((number) => number === i).length;
          const share = weight / sum;
          // Seven standard deviations of a binomial count: one of a hundred thousand million misses it.
          expect(Math.abs(count - draws * share)).toBeLessThanOrEqual(
            7 * Math.sqrt(draws * share * (1 - share)),
          );
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('an example of weight 0 is never drawn, the only one with a weight always', () => {
  const { drawn, labels } = pass(weightedSampler(numbered(4), { weights: [0, 0, 1e-300, 0], draws: 50 }));
  expect(drawn).toEqual(Array(50).fill(2));
  expect(labels).toEqual(Array(50).fill(2));
});

test('the same seed draws the same, another another, whether shuffled or not', () => {
  const source = weightedSampler(numbered(30), { weights: Array(30).fill(1) });
  const first = pass(source, { seed: 3 }).drawn;
  expect(pass(source, { seed: 3, shuffle: true }).drawn).toEqual(first);
  expect(pass(source, { seed: 3, batchSize: 7 }).drawn).toEqual(first);
  expect(pass(source, { seed: 4 }).drawn).not.toEqual(first);
  const batches = source.batches({ seed: 3 });
  for (const round of [1, 2]) {
    expect(pass({ length: 30, batches: () => batches }).drawn, `round ${round}`).toEqual(first);
  }
});

test('batches are as large as asked for, each transformed with a seed of its own', () => {
  const used: number[] = [];
  const transform: Transform = (batch, seed) => {
    used.push(seed);
    return { ...batch, images: batch.images.map((value) => value / 2) };
  };
  const source = weightedSampler(numbered(10), { weights: Array(10).fill(1), draws: 13 });
  expect(source.length).toBe(13);
  expect(pass(source, { batchSize: 5, transform }).sizes).toEqual([5, 5, 3]);
  expect(new Set(used).size).toBe(3);
  expect(pass(source, { batchSize: 5, dropLast: true }).sizes).toEqual([5, 5]);
});

test('balanced: every class as often as the others, from a tail of a tenth', () => {
  const data = noise([20, 200, 100], [2, 1, 3]);
  const { labels } = pass(balancedSampler(data, { draws: 9000 }), { seed: 1, batchSize: 1000 });
  for (const label of [0, 1, 2]) {
    const count = labels.filter((one) => one === label).length;
    expect(Math.abs(count - 3000)).toBeLessThanOrEqual(7 * Math.sqrt(9000 * (1 / 3) * (2 / 3)));
  }
  expect(balancedSampler(data).length).toBe(320);
});

test('leaves no tensor but the batch', () => {
  const before = tf.memory().numTensors;
  pass(balancedSampler(numbered(9)), { batchSize: 4 });
  expect(tf.memory().numTensors).toBe(before);
});

test('refuses what cannot be meant, at once', () => {
  const data = numbered(3);
  const wrong: [ArrayLike<number>, RegExp][] = [
    [[1, 1], /2 weights for 3 examples/],
    [[1, -1, 1], /weight 1 is -1/],
    [[1, Number.NaN, 1], /weight 1 is NaN/],
    [[0, 0, 0], /add up to 0/],
    [[1, Number.POSITIVE_INFINITY, 1], /add up to Infinity/],
  ];
  for (const [weights, message] of wrong) {
    expect(() => weightedSampler(data, { weights })).toThrow(message);
    expect(() => weightedSampler(data, { weights })).toThrow(InvalidArgumentError);
  }
  expect(() => weightedSampler(data, { weights: [1, 1, 1], draws: 0 })).toThrow(InvalidArgumentError);
  expect(() => balancedSampler(data).batches({ batchSize: 0 })).toThrow(InvalidArgumentError);
  expect(() => balancedSampler(data).batches({ seed: -1 })).toThrow(InvalidArgumentError);
  expect(() => balancedSampler(noise([2, 0, 1], [2, 1, 3]))).toThrow(/class 1 \(class 1\) has no example/);
  expect(() => balancedSampler(noise([2, 0, 1], [2, 1, 3]))).toThrow(InvalidDataError);
});
