import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { random, restoreBackend, run, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(15, 16, 17, 33, 65));
const pairs = fc
  .record({
    kernel: fc.constantFrom('Add', 'Sub', 'Multiply', 'RealDiv'),
    shape: fc
      .array(sizes, { minLength: 1, maxLength: 4 })
      .filter((shape) => shape.reduce((a, b) => a * b, 1) < 30_000),
    bits: fc.nat(15),
    /** Leading axes that the small operand does not have at all. */
    dropped: fc.nat(4),
    swapped: fc.boolean(),
    seed: fc.nat(1000),
  })
  .map((c) => {
    const small = c.shape.map((size, axis) => ((c.bits >> axis) & 1 ? 1 : size));
    const leading = small.findIndex((size) => size !== 1);
    return { ...c, small: small.slice(Math.min(c.dropped, leading < 0 ? small.length : leading)) };
  });

describe('operations on a tensor and a smaller one', () => {
  it.each([
    ['add', tf.add, [11, 22, 13, 24]],
    ['sub', tf.sub, [-9, -18, -7, -16]],
    ['mul', tf.mul, [10, 40, 30, 80]],
    ['div', tf.div, [0.1, 0.1, 0.3, 0.2]],
  ] as const)('%s: a row for every row', (_, operation, expected) => {
    const y = tf.tidy(() => operation(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([10, 20])).dataSync());
    expected.forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 6);
    });
  });

  it('keep the order of the operands', () => {
    const y = tf.tidy(() =>
      tf
        .sub(
          tf.tensor2d([[10], [20]]),
          tf.tensor2d([
            [1, 2, 3],
            [1, 2, 3],
          ]),
        )
        .dataSync(),
    );
    expect(Array.from(y)).toEqual([9, 8, 7, 19, 18, 17]);
  });

  it('refuse shapes that do not fit', () => {
    const [a, b] = [tf.ones([2, 3]), tf.ones([2])];
    expect(() => tf.add(a, b)).toThrow(/broadcast/);
    tf.dispose([a, b]);
  });

  it('leave nothing behind', () => {
    const [a, b] = [tf.ones([2, 5, 3]), tf.ones([3])];
    const before = tf.memory().numTensors;
    tf.dispose([tf.add(a, b), tf.sub(b, a), tf.div(a, 2)]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([a, b]);
  });
});

describe.runIf(tested === 'wasm')('operations on a tensor and a smaller one, on wasm', () => {
  it('equal the cpu backend to the last bit, NaN and infinity too', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ({ kernel, shape, small, swapped, seed }) => {
        const large = withSpecials(random(shape, seed), seed);
        const other = random(small, seed + 1);
        const inputs = swapped ? { a: other, b: large } : { a: large, b: other };
        const expected = await run('cpu', kernel, inputs, {});
        const actual = await run('wasm', kernel, inputs, {});
        expect(actual).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('leave integers, outer products and nothing to the stock kernel', () => {
    tf.tidy(() => {
      const integers = tf.add(tf.tensor2d([1, 16_777_217], [1, 2], 'int32'), tf.tensor1d([1, 1], 'int32'));
      expect(Array.from(integers.dataSync())).toEqual([2, 16_777_218]);
      const outer = tf.mul(tf.tensor2d([[2], [3]]), tf.tensor2d([[5, 7]]));
      expect(Array.from(outer.dataSync())).toEqual([10, 14, 15, 21]);
      expect(tf.add(tf.zeros([0, 3]), tf.ones([3])).shape).toEqual([0, 3]);
    });
  });
});
