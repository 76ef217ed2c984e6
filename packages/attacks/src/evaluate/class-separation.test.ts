import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors.ts';
import { expectNoLeak, labelsOf } from '../test-support.ts';
import { classSeparation } from './class-separation.ts';

describe('classSeparation', () => {
  it('finds the nearest of another class by the largest change', async () => {
    const xs = tf.tensor2d([
      [0, 0],
      [1, 0.5],
    ]);
    const references = tf.tensor2d([
      [0.1, 0],
      [0.25, -0.5],
      [0.5, 0.25],
    ]);
    // The first reference is nearest to the first sample, but of its class.
    const found = await classSeparation(xs, labelsOf(0, 1), references, labelsOf(0, 1, 0));
    expect([...found.distances]).toEqual([0.5, 0.5]);
    expect([...found.nearest]).toEqual([1, 2]);
    tf.dispose([xs, references]);
  });

  it('agrees with a search without shortcuts', async () => {
    const value = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
    const rows = fc.array(fc.tuple(fc.array(value, { minLength: 3, maxLength: 3 }), fc.nat(2)), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (samples, references) => {
        const tensors = [samples, references].flatMap((set) => [
          tf.tensor2d(set.map(([row]) => row)),
          labelsOf(...set.map(([, label]) => label)),
        ]) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const { distances } = await classSeparation(...tensors);
        const expected = samples.map(([row, label]) =>
          Math.min(
            ...references.flatMap(([other, own]) =>
              own === label ? [] : [Math.max(...row.map((x, i) => Math.abs(x - other[i]!)))],
            ),
          ),
        );
        expect([...distances]).toEqual(expected);
        tf.dispose(tensors);
      }),
    );
  });

  it('says where no class is other, leaks nothing, and refuses shapes that do not fit', async () => {
    const [xs, labels] = [tf.zeros([2, 3]), labelsOf(1, 1)];
    const { distances, nearest } = await classSeparation(xs, labels, xs, labels);
    expect([...distances]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([...nearest]).toEqual([-1, -1]);
    await expectNoLeak(async () => {
      await classSeparation(xs, labels, xs, labels);
      return [];
    });
    const other = tf.zeros([2, 4]);
    await expect(classSeparation(xs, labels, other, labels)).rejects.toThrow(InvalidInputError);
    await expect(classSeparation(xs, labels, xs, labelsOf(1))).rejects.toThrow(/1 for 2 references/);
    tf.dispose([xs, labels, other]);
  });
});
