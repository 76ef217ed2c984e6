import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverse, permute } from './permute.ts';
import { sizeOf } from './stored-tensor.ts';

const cases = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
  );

it('is the transposition of TensorFlow.js', () => {
  fc.assert(
    fc.property(cases, ([shape, axes]) => {
      const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i);
      const expected = tf.tidy(() => Array.from(tf.transpose(tf.tensor(data, shape), axes).dataSync()));
      expect(Array.from(permute(data, shape, axes))).toEqual(expected);
    }),
  );
});

it('is undone by the inverse axes, every bit of it', () => {
  fc.assert(
    fc.property(cases, fc.infiniteStream(fc.nat(2 ** 32 - 1)), ([shape, axes], words) => {
      const bits = Uint32Array.from({ length: sizeOf(shape) }, () => words.next().value as number);
      const data = new Float32Array(bits.buffer);
      const turned = permute(data, shape, axes);
      const sides = axes.map((axis) => shape[axis] as number);
      const back = permute(turned, sides, inverse(axes));
      expect(new Uint32Array(back.buffer)).toEqual(bits);
    }),
  );
});

it('keeps kinds of number, and scalars and nothing at all', () => {
  expect(permute(BigInt64Array.of(1n, 2n, 3n, 4n), [2, 2], [1, 0])).toEqual(BigInt64Array.of(1n, 3n, 2n, 4n));
  expect(permute(Float64Array.of(7), [], [])).toEqual(Float64Array.of(7));
  expect(permute(Int8Array.of(), [3, 0], [1, 0])).toEqual(Int8Array.of());
});
