import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { axisOf, check, counted, type Nested, property, through } from './layout-test-support.ts';
import { tested } from './test-support.ts';

describe.runIf(tested === 'wasm')('slices and joins', () => {
  it('slices', () => {
    property((shape, seed) => {
      const begin = shape.map((size, i) => (seed >> i) % size);
      const size = shape.map((length, i) => 1 + ((seed >> (2 * i)) % (length - (begin[i] as number))));
      const cut = (of: Nested, axis: number): Nested =>
        axis === shape.length
          ? of
          : (of as readonly Nested[])
              .slice(begin[axis], (begin[axis] as number) + (size[axis] as number))
              .map((element) => cut(element, axis + 1));
      check(
        shape,
        (x) => tf.slice(x, begin, size),
        (x) => cut(x, 0),
      );
    });
  });

  it('concatenates what it has split, and stacks what it has unstacked', () => {
    property((shape, seed) => {
      const axis = axisOf(shape, seed);
      const first = seed % ((shape[axis] as number) + 1);
      const sizes = [first, (shape[axis] as number) - first];
      check(
        shape,
        (x) => tf.tidy(() => tf.concat(tf.split(x, sizes, axis), axis)),
        (x) => x,
      );
      check(
        shape,
        (x) => tf.tidy(() => tf.stack(tf.unstack(x, axis), axis)),
        (x) => x,
      );
    });
  });

  it('splits and unstacks into what lies there', () => {
    property((shape, seed) => {
      const axis = axisOf(shape, seed);
      // At least one is left: nested arrays do not tell empty tensors apart.
      const first = seed % (shape[axis] as number);
      const sizes = [first, (shape[axis] as number) - first];
      check(
        shape,
        (x) => tf.tidy(() => tf.split(x, sizes, axis)[1] as tf.Tensor),
        (x) => through(x, axis, (elements) => elements.slice(first)),
      );
      check(
        shape,
        (x) => tf.tidy(() => tf.unstack(x, axis).at(-1) as tf.Tensor),
        (x) => {
          const last = through(x, axis, (elements) => elements.slice(-1));
          const dropped = (of: Nested, depth: number): Nested =>
            depth === 0
              ? ((of as readonly Nested[])[0] as Nested)
              : (of as readonly Nested[]).map((element) => dropped(element, depth - 1));
          return dropped(last, axis);
        },
      );
    });
  });

  it('concatenates different tensors', () => {
    property((shape, seed) => {
      const axis = axisOf(shape, seed);
      check(
        shape,
        (x) => tf.tidy(() => tf.concat([x, tf.reverse(x, axis), x], axis)),
        (x) => through(x, axis, (elements) => [...elements, ...elements.toReversed(), ...elements]),
      );
    });
  });

  it('refuses slices beyond the end and joins that do not fit', () => {
    const [x, y] = [counted([3, 2]), counted([2, 3])];
    expect(() => tf.slice(x, [2, 0], [2, 2])).toThrow(/begin.*size/);
    expect(() => tf.concat([x, y], 0)).toThrow(/Concat|concat/);
    expect(() => tf.stack([x, y])).toThrow(/shape/);
    tf.dispose([x, y]);
  });
});
