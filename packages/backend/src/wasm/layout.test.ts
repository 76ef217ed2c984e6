import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, check, counted, type Nested, property, shapes, through } from './layout-test-support.ts';
import { tested } from './test-support.ts';

describe.runIf(tested === 'wasm')('layout kernels', () => {
  it('transposes, as indices say', () => {
    const perms = shapes(5).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
      ),
    );
    fc.assert(
      fc.property(perms, ([shape, perm]) => {
        const strides = [...tf.util.computeStrides(shape), 1].slice(-shape.length);
        const moved = perm.map((axis) => shape[axis] as number);
        const expected = (depth: number, from: number): Nested =>
          depth === shape.length
            ? from
            : Array.from({ length: moved[depth] as number }, (_, i) =>
                expected(depth + 1, from + i * (strides[perm[depth] as number] as number)),
              );
        check(
          shape,
          (x) => tf.transpose(x, perm),
          () => expected(0, 0),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('transposes large matrices', () => {
    const [rows, columns] = [67, 130];
    const y = tf.tidy(() => tf.transpose(counted([rows, columns])).dataSync());
    y.forEach((value, i) => {
      expect(value).toBe((i % rows) * columns + Math.floor(i / rows));
    });
  });

  it('reverses and repeats', () => {
    property((shape, seed) => {
      const axis = axisOf(shape, seed);
      check(
        shape,
        (x) => tf.reverse(x, axis),
        (x) => through(x, axis, (elements) => elements.toReversed()),
      );
      const reps = shape.map((_, i) => 1 + ((seed >> i) % 3));
      const repeated = (of: Nested, depth: number): Nested =>
        depth === shape.length
          ? of
          : Array<readonly Nested[]>(reps[depth] as number)
              .fill((of as readonly Nested[]).map((element) => repeated(element, depth + 1)))
              .flat();
      check(
        shape,
        (x) => tf.tile(x, reps),
        (x) => repeated(x, 0),
      );
    });
  });

  it('pads with a constant', () => {
    property((shape, seed) => {
      const pads = shape.map((_, i): [number, number] => [(seed >> i) % 3, (seed >> (2 * i)) % 4]);
      const grown = shape.map((size, i) => size + (pads[i] as number[])[0]! + (pads[i] as number[])[1]!);
      check(
        shape,
        (x) => tf.pad(x, pads, -7),
        (x) => {
          const padded = (of: Nested | undefined, depth: number): Nested => {
            if (depth === shape.length) return of ?? -7;
            const [before] = pads[depth] as [number, number];
            return Array.from({ length: grown[depth] as number }, (_, i) =>
              padded((of as readonly Nested[] | undefined)?.[i - before], depth + 1),
            );
          };
          return padded(x, 0);
        },
      );
    });
  });

  it('takes tensors without elements', () => {
    const shapesOf = tf.tidy(() => {
      const x = tf.zeros([0, 3]);
      const results = [
        tf.transpose(x),
        tf.concat([x, tf.ones([2, 3])], 0),
        tf.concat([x, x], 1),
        tf.pad(x, [
          [1, 0],
          [0, 0],
        ]),
        tf.tile(x, [2, 2]),
        tf.slice(x, [0, 1], [0, 2]),
        tf.gather(tf.ones([2, 3]), tf.tensor1d([], 'int32')),
      ];
      return results.map(({ shape }) => shape);
    });
    expect(shapesOf).toEqual([
      [3, 0],
      [2, 3],
      [0, 6],
      [1, 3],
      [0, 6],
      [0, 2],
      [0, 3],
    ]);
  });

  it('leaves other types to the kernels registered before', () => {
    const y = tf.tidy(() => tf.concat([tf.tensor1d(['a', 'b']), tf.tensor1d(['c'])], 0).arraySync());
    expect(y).toEqual(['a', 'b', 'c']);
    const turned = tf.tidy(() => tf.transpose(tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool')).arraySync());
    expect(turned).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });
});
