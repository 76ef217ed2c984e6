import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Batch, BatchOptions } from '../batch.ts';
import type { Dataset } from '../dataset.ts';
import { InvalidArgumentError, InvalidDataError, OutOfRangeError } from '../errors.ts';
import { permutation } from '../permutation.ts';
import { type Flat, flat, flatBatches, range } from './flat.ts';

/** Large data sets are tested by their first examples: so many that comparing them often stays fast. */
const sampleOf = (data: Dataset) => {
  const size = data.shape.reduce((product, side) => product * side, 1);
  return data.take(Math.min(data.length, Math.max(6, Math.min(40, Math.floor(8000 / size)))));
};
const RUNS = { numRuns: 30 };

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sorted = (rows: readonly Flat[]) => rows.map((row) => JSON.stringify(row)).sort();

/**
 * The contract of data sets, as tests: what every data set of this package promises, of images or of rows.
 *
 * @param make called once, before the tests; at least 3 examples
 */
export function itIsADataset(name: string, make: () => Dataset | Promise<Dataset>): void {
  describe(`${name} is a data set`, () => {
    let whole: Dataset;
    let data: Dataset;
    let rows: Flat[];
    beforeAll(async () => {
      whole = await make();
      data = sampleOf(whole);
      rows = all(data);
    });
    const all = (part: Dataset) => range(part.length).map((i) => flat(part.get(i)));
    const at = (indices: ArrayLike<number>) => Array.from(indices, (i) => rows[i] as Flat);

    test('tells what it is', () => {
      expect(whole.name).not.toBe('');
      expect(whole.length).toBeGreaterThanOrEqual(3);
      expect(Number.isInteger(whole.length)).toBe(true);
      expect(whole.shape.every((side) => Number.isInteger(side) && side >= 1)).toBe(true);
      expect(new Set(whole.classes).size).toBe(whole.classes.length);
      const size = whole.shape.reduce((product, side) => product * side, 1);
      for (const i of [0, whole.length - 1]) expect(flat(whole.get(i)).x.length).toBe(size);
      expect([data.name, data.classes, data.shape]).toEqual([whole.name, whole.classes, whole.shape]);
    });

    test('gives the same examples one by one and in batches, in the stored or a seeded order, and leaves no tensor', () => {
      const before = tf.memory().numTensors;
      fc.assert(
        fc.property(
          fc.record({
            batchSize: fc.integer({ min: 1, max: data.length + 3 }),
            shuffle: fc.boolean(),
            seed: seeds,
            dropLast: fc.boolean(),
          }),
          (options) => {
            const { batchSize, shuffle, seed, dropLast } = options;
            fc.pre(!dropLast || batchSize <= data.length);
            const { examples, sizes } = flatBatches(data.batches(options), data.shape);
            const left = data.length % batchSize;
            const full = range(Math.floor(data.length / batchSize)).map(() => batchSize);
            expect(sizes).toEqual(dropLast || left === 0 ? full : [...full, left]);
            const order = shuffle ? permutation(data.length, seed) : range(data.length);
            expect(examples).toEqual(at(order).slice(0, examples.length));
          },
        ),
        RUNS,
      );
      expect(tf.memory().numTensors).toBe(before);
    });

    test('can be passed through again, also after a pass that was given up', () => {
      const before = tf.memory().numTensors;
      const pass = data.batches({ batchSize: 2, shuffle: true, seed: 3 });
      for (const batch of pass) {
        tf.dispose([batch.xs, batch.ys]);
        break;
      }
      expect(tf.memory().numTensors).toBe(before);
      const first = flatBatches(pass, data.shape);
      expect(flatBatches(pass, data.shape)).toEqual(first);
      expect(flatBatches(data.batches({ batchSize: 2, shuffle: true, seed: 3 }), data.shape)).toEqual(first);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('subsets hold the examples at their indices, and a subset of a subset those of both', () => {
      const indices = fc.array(fc.nat(data.length - 1), { minLength: 1, maxLength: 20 });
      fc.assert(
        fc.property(indices, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (chosen, again) => {
          const some = data.subset(chosen);
          expect(all(some)).toEqual(at(chosen));
          const inner = again.map((i) => i % chosen.length);
          expect(all(some.subset(inner))).toEqual(at(inner.map((i) => chosen[i] as number)));
          expect([some.name, some.classes, some.shape]).toEqual([data.name, data.classes, data.shape]);
        }),
        RUNS,
      );
    });

    test('take gives the first examples, or a seeded sample without replacement', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: data.length }), seeds, (count, seed) => {
          expect(all(data.take(count))).toEqual(rows.slice(0, count));
          const sample = all(data.take(count, { seed }));
          expect(sample).toEqual(at(permutation(data.length, seed).subarray(0, count)));
          expect(all(data.take(count, { seed }))).toEqual(sample);
        }),
        RUNS,
      );
    });

    test('split gives disjoint parts that hold everything, the same for the same seed', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: data.length - 2 }), fc.nat(), seeds, (first, cut, seed) => {
          const second = 1 + (cut % (data.length - first - 1));
          const counts = [first, second, data.length - first - second] as const;
          const parts = data.split(counts, { seed });
          expect(parts.map(({ length }) => length)).toEqual(counts);
          expect(sorted(parts.flatMap(all))).toEqual(sorted(rows));
          expect(data.split(counts, { seed }).flatMap(all)).toEqual(parts.flatMap(all));
          const [a, b] = data.split([first, data.length - first], { seed });
          expect(all(a)).toEqual(all(parts[0]));
          expect(sorted([...all(a), ...all(b)])).toEqual(sorted(rows));
        }),
        RUNS,
      );
      expect(data.split(0.5).map(({ length }) => length)).toEqual([
        Math.round(data.length / 2),
        data.length - Math.round(data.length / 2),
      ]);
    });

    test('map calls its function once for each example, in order, and changes a copy', () => {
      const seen: number[] = [];
      const same = data.map((example, i) => {
        seen.push(i);
        return example;
      });
      expect(seen).toEqual(range(data.length));
      expect(all(same)).toEqual(rows);
      const last = data.length - 1;
      const reversed = data.map((_, i) => data.get(last - i), { name: 'reversed' });
      expect(reversed.name).toBe('reversed');
      expect(all(reversed)).toEqual([...rows].reverse());
      expect(all(reversed.map((_, i) => reversed.get(last - i)))).toEqual(rows);
      expect(all(data)).toEqual(rows);
    });

    test('counts its classes and shortens them, where it has some', () => {
      if (data.classes.length === 0) {
        expect(() => data.countsPerClass()).toThrow(InvalidDataError);
        expect(() => data.longTail({ keep: {} })).toThrow(InvalidDataError);
        return;
      }
      const labels = rows.map(({ y }) => y[0] as number);
      const counts = data.classes.map((_, k) => labels.filter((label) => label === k).length);
      expect(data.countsPerClass()).toEqual(counts);
      const label = labels[0] as number;
      const one = 1 / (counts[label] as number);
      expect(data.longTail({ keep: { [label]: one } }).countsPerClass()).toEqual(counts.with(label, 1));
      expect(all(data.longTail({ keep: { [label]: 1 } }))).toEqual(rows);
    });

    test('becomes a tf.data.Dataset of the same batches, which knows its size and can be read again', async () => {
      const before = tf.memory().numTensors;
      const options: BatchOptions = { batchSize: 2, shuffle: true, seed: 9, dropLast: true };
      const pipeline = await data.toTfData(options);
      const wanted = flatBatches(data.batches(options), data.shape);
      expect(pipeline.size).toBe(wanted.sizes.length);
      for (let pass = 0; pass < 2; pass++) {
        const taken: Batch[] = [];
        const iterator = await pipeline.iterator();
        for (let next = await iterator.next(); !next.done; next = await iterator.next())
          taken.push(next.value);
        expect(flatBatches(taken, data.shape)).toEqual(wanted);
      }
      expect(tf.memory().numTensors).toBe(before);
    });

    test('refuses what cannot be meant', async () => {
      const before = tf.memory().numTensors;
      const { length } = whole;
      for (const index of [-1, length, 0.5, Number.NaN]) {
        expect(() => whole.get(index)).toThrow(OutOfRangeError);
        expect(() => whole.subset([0, index])).toThrow(OutOfRangeError);
      }
      expect(() => whole.subset([])).toThrow(InvalidDataError);
      for (const count of [0, length + 1, 1.5, Number.NaN]) {
        expect(() => whole.take(count)).toThrow(InvalidArgumentError);
      }
      for (const sizes of [
        0,
        1,
        -0.5,
        Number.NaN,
        [length],
        [length, 0],
        [1, length],
        [0.5, length - 0.5],
        [],
      ]) {
        if (Array.isArray(sizes) && sizes.length === 1)
          expect(data.split([data.length])[0].length).toBe(data.length);
        else expect(() => whole.split(sizes as number)).toThrow(InvalidArgumentError);
      }
      const bad: BatchOptions[] = [
        { batchSize: 0 },
        { batchSize: 1.5 },
        { batchSize: length + 1, dropLast: true },
        { seed: -1 },
        { seed: 2 ** 32, shuffle: true },
      ];
      for (const options of bad) {
        expect(() => whole.batches(options)).toThrow(InvalidArgumentError);
        await expect(whole.toTfData(options)).rejects.toThrow(InvalidArgumentError);
      }
      expect(() => data.map(() => ({}))).toThrow(InvalidDataError);
      expect(() => data.map((example) => example, { shape: [...data.shape, 2] })).toThrow(InvalidDataError);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
