import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch, BatchOptions } from '../batch.ts';
import { permutation } from '../permutation.ts';
import { flatBatches, range } from './flat.ts';
import { at, RUNS, type Subject } from './subject.ts';

/** Batches hold the examples, in the stored or a seeded order, each time again; as a tf.data.Dataset, too. */
export function itHasBatches(subject: () => Subject): void {
  test('gives the same examples one by one and in batches, in the stored or a seeded order, and leaves no tensor', () => {
    const { data, rows } = subject();
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(
        fc.record({
          batchSize: fc.integer({ min: 1, max: data.length + 3 }),
          shuffle: fc.boolean(),
          seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
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
          expect(examples).toEqual(at(rows, order).slice(0, examples.length));
        },
      ),
      RUNS,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  test('can be passed through again, also after a pass that was given up', () => {
    const { data } = subject();
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

  test('becomes a tf.data.Dataset of the same batches, which knows its size and can be read again', async () => {
    const { data } = subject();
    const before = tf.memory().numTensors;
    const options: BatchOptions = { batchSize: 2, shuffle: true, seed: 9, dropLast: true };
    const pipeline = await data.toTfData(options);
    const wanted = flatBatches(data.batches(options), data.shape);
    expect(pipeline.size).toBe(wanted.sizes.length);
    for (let pass = 0; pass < 2; pass++) {
      const taken: Batch[] = [];
      const iterator = await pipeline.iterator();
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) taken.push(next.value);
      expect(flatBatches(taken, data.shape)).toEqual(wanted);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
}
