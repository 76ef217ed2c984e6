import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidArgumentError, InvalidDataError, OutOfRangeError } from './errors.ts';
import { imageDataset } from './image-dataset.ts';
import { itIsADataset } from './test-support/it-is-a-dataset.ts';
import { noise, numbered, numbersOf } from './test-support/numbered.ts';

const classes = ['a', 'b', 'c'];

itIsADataset('images like MNIST', () => noise([9, 4, 12], [28, 28, 1]));
itIsADataset('small images in colour', () => numbered(20));

test('get is a view of one image and its label', () => {
  const data = numbered(5);
  const { image, label } = data.get(4);
  expect([...image]).toEqual([4, 44, 84, 124, 164, 204]);
  expect(label).toBe(1);
  expect(image.buffer).toBe(data.images.buffer);
});

test.each([-1, 5, 0.5, Number.NaN])('get(%d) of five images is out of range', (index) => {
  expect(() => numbered(5).get(index)).toThrow(OutOfRangeError);
  expect(() => numbered(5).subset([index])).toThrow(OutOfRangeError);
});

test('a batch is float32 in [0, 1] and int32 labels: each byte / 255, as numpy rounds it', async () => {
  const images = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const data = imageDataset({ name: 'bytes', classes, shape: [16, 16, 1], images, labels: Uint8Array.of(2) });
  const [batch] = data.batches();
  expect(batch!.xs.shape).toEqual([1, 16, 16, 1]);
  expect([batch!.xs.dtype, batch!.ys.dtype]).toEqual(['float32', 'int32']);
  expect(await batch!.xs.data()).toEqual(Float32Array.from(images, (byte) => Math.fround(byte / 255)));
  expect(await batch!.ys.data()).toEqual(Int32Array.of(2));
  tf.dispose([batch!.xs, batch!.ys]);
});

test('shuffled batches hold every image once, with its label, and leave no tensor behind', () => {
  const data = numbered(37);
  const before = tf.memory().numTensors;
  for (const dropLast of [false, true]) {
    const seen: number[] = [];
    const sizes: number[] = [];
    for (const { xs, ys } of data.batches({ batchSize: 8, shuffle: true, seed: 5, dropLast })) {
      const values = xs.dataSync();
      const labels = ys.dataSync();
      expect(xs.shape.slice(1)).toEqual([2, 1, 3]);
      for (let i = 0; i < labels.length; i++) {
        const number = Math.round(values[i * 6]! * 255);
        expect(labels[i]).toBe(number % 3);
        seen.push(number);
      }
      sizes.push(labels.length);
      tf.dispose([xs, ys]);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(sizes).toEqual(dropLast ? [8, 8, 8, 8] : [8, 8, 8, 8, 5]);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('stopping in the middle of a pass leaves no tensor behind, and the pass can be repeated', () => {
  const before = tf.memory().numTensors;
  const pass = numbered(10).batches({ batchSize: 4, shuffle: true, seed: 1 });
  const first = () => {
    for (const { xs, ys } of pass) {
      const values = [...xs.dataSync()];
      tf.dispose([xs, ys]);
      return values;
    }
    return [];
  };
  expect(first()).toEqual(first());
  expect(tf.memory().numTensors).toBe(before);
});

test('split gives two disjoint parts that hold everything', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), (count, cut, seed) => {
      const first = 1 + (cut % (count - 1));
      const [a, b] = numbered(count).split([first, count - first], { seed });
      expect([a.length, b.length]).toEqual([first, count - first]);
      expect([...numbersOf(a), ...numbersOf(b)].sort((x, y) => x - y)).toEqual(numbersOf(numbered(count)));
      expect(a.labels.every((label, i) => label === a.get(i).image[0]! % 3)).toBe(true);
    }),
  );
  expect(
    numbered(10)
      .split(0.8)
      .map(({ length }) => length),
  ).toEqual([8, 2]);
});

test('take: the first images, or with a seed a sample without replacement', () => {
  const data = numbered(30);
  expect(numbersOf(data.take(4))).toEqual([0, 1, 2, 3]);
  const sample = numbersOf(data.take(12, { seed: 7 }));
  expect(new Set(sample).size).toBe(12);
  expect(numbersOf(data.take(12, { seed: 7 }))).toEqual(sample);
  expect(numbersOf(data.take(12, { seed: 8 }))).not.toEqual(sample);
  expect(numbersOf(data.subset([3, 3, 0]))).toEqual([3, 3, 0]);
});

test('sizes that cannot be meant are refused', () => {
  const data = numbered(10);
  for (const count of [0, 11, -1, 1.5, Number.NaN])
    expect(() => data.take(count)).toThrow(InvalidArgumentError);
  for (const sizes of [0, 1, 1.2, -0.1, Number.NaN, [5, 4], [10, 0], [-1, 11], [0.5, 9.5]] as const) {
    expect(() => data.split(sizes as number)).toThrow(InvalidArgumentError);
  }
  expect(() => data.subset([])).toThrow(InvalidDataError);
});

test.each([
  ['too few bytes', { images: new Uint8Array(11) }],
  ['a label without class', { labels: Uint8Array.of(0, 3) }],
  ['an array of floats', { images: new Float32Array(12) as never }],
  ['a plain array of labels', { labels: [0, 1] as never }],
  ['no images', { images: new Uint8Array(0), labels: new Uint8Array(0) }],
  ['a side of zero', { shape: [2, 0, 3] as const }],
  ['a side that is no integer', { shape: [2, 0.5, 6] as const }],
])('%s is refused', (_, wrong) => {
  const good = {
    name: 'x',
    classes,
    shape: [2, 1, 3] as const,
    images: new Uint8Array(12),
    labels: new Uint8Array(2),
  };
  expect(imageDataset(good).length).toBe(2);
  expect(() => imageDataset({ ...good, ...wrong })).toThrow(InvalidDataError);
});

test('map may give images another shape and other classes', () => {
  const tops = numbered(6).map(
    ({ image, label }) => ({ image: image.subarray(0, 3), label: label === 0 ? 1 : 0 }),
    {
      name: 'tops',
      shape: [1, 1, 3],
      classes: ['other', 'a'],
    },
  );
  expect(tops).toMatchObject({ name: 'tops', shape: [1, 1, 3], classes: ['other', 'a'], length: 6 });
  expect([...tops.images.subarray(3, 6)]).toEqual([1, 41, 81]);
  expect([...tops.labels]).toEqual([1, 0, 0, 1, 0, 0]);
});

test.each([3, 256, -1, 0.5, Number.NaN])('map to the label %d of three classes is refused', (label) => {
  expect(() => numbered(4).map(({ image }) => ({ image, label }))).toThrow(InvalidDataError);
});

test('map to floats, too many bytes or nothing is refused, with the index', () => {
  const to = (image: unknown) => () =>
    numbered(4).map((example, i) => (i < 2 ? example : { ...example, image: image as Uint8Array }));
  for (const image of [new Float32Array(6), new Uint8Array(7), undefined, [1, 2, 3, 4, 5, 6]]) {
    expect(to(image)).toThrow(InvalidDataError);
    expect(to(image)).toThrow(/numbered: map at index 2: the input is/);
  }
});
