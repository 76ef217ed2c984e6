import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BalanceOptions } from './balance.ts';
import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import type { ImageDataset } from './image-dataset.ts';
import { noise } from './test-support/numbered.ts';
import type { ImageBatch, Transform } from './transform.ts';

/** 255 minus the byte, exactly. */
const invert: Transform = (batch) => ({ ...batch, images: batch.images.map((v) => 1 - v) });
const keep: Transform = (batch) => batch;
const small = () => noise([2, 7, 3], [2, 2, 1]);

/** How often each original occurs among the copies of its class, found by its bytes. */
function uses(data: ImageDataset, balanced: ImageDataset, label: number): number[] {
  const key = (from: ImageDataset, i: number) => from.get(i).image.join();
  const copies = Array.from({ length: balanced.length - data.length }, (_, i) => data.length + i);
  return Array.from(data.labels.keys())
    .filter((i) => data.labels[i] === label)
    .map((i) => copies.filter((copy) => key(balanced, copy) === key(data, i)).length);
}

test('each class gets as many images as the largest; the originals come first and stay as they are', () => {
  const data = small();
  const before = data.images.slice();
  const balanced = data.balanceByAugmentation({ transform: invert });
  expect(balanced.countsPerClass()).toEqual([7, 7, 7]);
  expect(balanced.images.slice(0, before.length)).toEqual(before);
  expect(balanced.labels.slice(0, data.length)).toEqual(data.labels);
  expect([...balanced.labels.slice(data.length)]).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2]);
  expect(data.images).toEqual(before);
  expect(data.length).toBe(12);
});

test('the copies are transformed images of their class, stored as bytes', () => {
  const data = small();
  const balanced = data.balanceByAugmentation({ transform: invert, seed: 3 });
  for (let i = data.length; i < balanced.length; i++) {
    const { image, label } = balanced.get(i);
    const sources = Array.from({ length: data.length }, (_, k) => data.get(k)).filter(
      (d) => d.label === label,
    );
    expect(sources.some((source) => image.every((byte, k) => byte === 255 - source.image[k]!))).toBe(true);
  }
});

test('every image of a class is copied equally often, up to one, and the seed decides which', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (to, seed) => {
      const data = small();
      const balanced = data.balanceByAugmentation({ transform: keep, to, seed });
      expect(balanced.countsPerClass()).toEqual([2, 7, 3].map((count) => Math.max(count, to)));
      for (const [label, count] of [2, 7, 3].entries()) {
        const times = uses(data, balanced, label);
        expect(times.length).toBe(count);
        expect(times.reduce((sum, n) => sum + n, 0)).toBe(Math.max(0, to - count));
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
      }
      expect(data.balanceByAugmentation({ transform: keep, to, seed }).images).toEqual(balanced.images);
    }),
    { numRuns: 40 },
  );
  const chosen = [1, 2, 3, 4, 5, 6].map((seed) =>
    small()
      .balanceByAugmentation({ transform: keep, to: 10, classes: [1], seed })
      .images.join(),
  );
  expect(new Set(chosen).size).toBeGreaterThan(1);
});

test('each round over a class, and each class, has an order of its own', () => {
  const data = noise([9, 9], [2, 2, 1]);
  const balanced = data.balanceByAugmentation({ transform: keep, to: 27 });
  const places = Array.from({ length: 36 }, (_, i) => {
    const copy = balanced.get(data.length + i).image.join();
    return Array.from({ length: 18 }, (_, k) => data.get(k).image.join()).indexOf(copy) % 9;
  });
  const orders = [0, 9, 18, 27].map((start) => places.slice(start, start + 9));
  for (const order of orders) {
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  }
  expect(new Set(orders.map((order) => order.join())).size).toBe(4);
});

test('only the named classes are filled up, to the wanted number', () => {
  const counts = (options: Partial<BalanceOptions>) =>
    small()
      .balanceByAugmentation({ transform: keep, ...options })
      .countsPerClass();
  expect(counts({ classes: [2] })).toEqual([2, 7, 7]);
  expect(counts({ classes: [0, 0], to: 4 })).toEqual([4, 7, 3]);
  expect(counts({ to: 1 })).toEqual([2, 7, 3]);
});

test('a long tail balanced again: many chunks, each transformed with a seed of its own, and no tensor', () => {
  const before = tf.memory().numTensors;
  const seen: { count: number; seed: number }[] = [];
  const balanced = noise([60, 700], [1, 2, 1]).balanceByAugmentation({
    transform: (batch, seed) => {
      seen.push({ count: batch.shape[0], seed });
      return batch;
    },
  });
  expect(balanced.countsPerClass()).toEqual([700, 700]);
  expect(seen.reduce((sum, { count }) => sum + count, 0)).toBe(640);
  expect(new Set(seen.map(({ seed }) => seed)).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(1);
  expect(tf.memory().numTensors).toBe(before);
});

test('values are rounded to the nearest byte', () => {
  const at =
    (value: number): Transform =>
    (batch) => ({ ...batch, images: batch.images.map(() => value) });
  const byte = (value: number) =>
    small()
      .balanceByAugmentation({ transform: at(value) })
      .images.at(-1);
  expect([0, 1, 100.4 / 255, 100.6 / 255, 1.0001, -0.0001].map(byte)).toEqual([0, 255, 100, 101, 255, 0]);
});

const broken: [string, (batch: ImageBatch) => object][] = [
  ['normalizes', ({ images }) => ({ images: images.map((v) => (v - 0.5) / 0.5) })],
  ['yields NaN', ({ images }) => ({ images: images.fill(Number.NaN) })],
  [
    'crops',
    ({ shape, images }) => ({ shape: [shape[0], 1, 2, 1], images: images.subarray(0, images.length / 2) }),
  ],
  ['turns', ({ shape, images }) => ({ shape: [shape[0], 1, 4, 1], images })],
  ['mixes labels', ({ shape }) => ({ labels: new Float32Array(3 * shape[0]).fill(1 / 3) })],
  ['changes labels', ({ labels }) => ({ labels: labels.map((label) => (label + 1) % 3) })],
  ['drops images', ({ shape }) => ({ shape: [shape[0] - 1, ...shape.slice(1)] })],
];
test.each(broken)('a transform that %s is refused', (_, change) => {
  const transform: Transform = (batch) => ({ ...batch, ...change(batch) });
  expect(() => small().balanceByAugmentation({ transform })).toThrow(InvalidDataError);
});

test.each([{ to: 0 }, { to: 2.5 }, { to: Number.NaN }, { classes: [3] }, { classes: [-1] }, { seed: -1 }])(
  '%o is refused',
  (options) => {
    expect(() => small().balanceByAugmentation({ transform: keep, ...options })).toThrow(
      InvalidArgumentError,
    );
  },
);

test('a class without images cannot be filled up', () => {
  const gap = noise([2, 0, 3], [2, 2, 1]);
  expect(() => gap.balanceByAugmentation({ transform: keep })).toThrow(
    /noise: class 1 \(class 1\) has no image/,
  );
  expect(() => gap.balanceByAugmentation({ transform: keep })).toThrow(InvalidDataError);
  expect(gap.balanceByAugmentation({ transform: keep, classes: [0] }).countsPerClass()).toEqual([3, 0, 3]);
});
