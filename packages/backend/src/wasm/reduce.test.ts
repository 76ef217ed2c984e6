import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { deferrals } from './deferred.ts';
import { random, restoreBackend, run, tested, withSpecials } from './test-support.ts';

afterAll(restoreBackend);

/** Some axes of a tensor, many of whose sizes lie around those of a vector, of a folded row and of a block. */
const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(15, 16, 17, 33, 64, 65, 130));
const reductions = fc
  .record({
    kernel: fc.constantFrom('Sum', 'Mean'),
    shape: fc.array(sizes, { maxLength: 5 }).filter((shape) => shape.reduce((a, b) => a * b, 1) < 40_000),
    bits: fc.nat(31),
    keepDims: fc.boolean(),
    specials: fc.boolean(),
    seed: fc.nat(1000),
  })
  .map((r) => ({ ...r, axis: r.shape.map((_, axis) => axis).filter((axis) => (r.bits >> axis) & 1) }));

/** A block of 64 is rounded 64 times, and the result once more, relative to the sum of the numbers' sizes. */
const BOUND = 65 * 2 ** -24;

/** Numbers near the given one, and their sum in double precision over all but the last axis. */
function long(shape: [number, number], around: number) {
  const { values } = random(shape, 7);
  const shifted = values.map((value) => around + value / 100);
  const exact = new Float64Array(shape[1]);
  shifted.forEach((value, i) => {
    exact[i % shape[1]] = (exact[i % shape[1]] as number) + value;
  });
  return { values: shifted, exact };
}

describe('sums and means', () => {
  it('equal what is summed by hand', () => {
    const [overRows, overAll, kept] = tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 40, 50, 60], [2, 3]);
      return [tf.sum(x, 0).dataSync(), tf.mean(x).dataSync(), tf.mean(x, 1, true).arraySync()];
    });
    expect(Array.from(overRows)).toEqual([41, 52, 63]);
    expect(Array.from(overAll)).toEqual([26]);
    expect(kept).toEqual([[2], [50]]);
  });

  it('of nothing are 0', () => {
    tf.tidy(() => {
      const dirt = tf.ones([64]);
      dirt.dispose();
      expect(Array.from(tf.sum(tf.zeros([0, 3]), 0).dataSync())).toEqual([0, 0, 0]);
      expect(Array.from(tf.mean(tf.zeros([0, 3]), 0).dataSync())).toEqual([0, 0, 0]);
      expect(Array.from(tf.sum(tf.zeros([2, 0]), 1).dataSync())).toEqual([0, 0]);
      expect(tf.sum(tf.zeros([2, 0]), 0).shape).toEqual([0]);
      expect(Array.from(tf.sum(tf.zeros([0])).dataSync())).toEqual([0]);
    });
  });

  it('of integers are integers', () => {
    const [sum, type] = tf.tidy(() => {
      const total = tf.sum(tf.tensor2d([1, 2, 3, 16_777_217], [2, 2], 'int32'), 0);
      return [Array.from(total.dataSync()), total.dtype];
    });
    expect(sum).toEqual([4, 16_777_219]);
    expect(type).toBe('int32');
  });

  it('refuse an axis that there is not', () => {
    const x = tf.ones([2, 3]);
    expect(() => tf.sum(x, 2)).toThrow(/axis/);
    x.dispose();
  });

  it('leave nothing behind', () => {
    const x = tf.ones([3, 4, 5]);
    const before = tf.memory().numTensors;
    for (const axis of [0, 1, 2, [0, 2], [0, 1, 2]]) tf.dispose([tf.sum(x, axis), tf.mean(x, axis, true)]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe.runIf(tested === 'wasm')('sums and means on wasm', () => {
  it('equal the cpu backend over any axes, with NaN and infinity', async () => {
    await fc.assert(
      fc.asyncProperty(reductions, async ({ kernel, shape, axis, keepDims, specials, seed }) => {
        const plain = random(shape, seed);
        const x = specials ? withSpecials(plain, seed) : plain;
        const sizes = { shape, values: plain.values.map(Math.abs) };
        const attrs = { axis, keepDims };
        const scale = (await run('cpu', kernel, { x: sizes }, attrs)).values;
        const expected = await run('cpu', kernel, { x }, attrs);
        const actual = await run('wasm', kernel, { x }, attrs);
        expect(actual.shape).toEqual(expected.shape);
        expected.values.forEach((value, i) => {
          const found = actual.values[i] as number;
          if (Number.isFinite(value)) {
            expect(Math.abs(found - value)).toBeLessThanOrEqual(BOUND * (scale[i] as number));
          } else expect(found).toBe(value);
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [[200_003, 1], 1000],
    [[100_001, 3], 0.1],
    [[12_501, 16], 1000],
    [[50_000, 10], 0.1],
    [[20_000, 33], 1000],
  ] as [[number, number], number][])(
    'of %s numbers near %d are exact but for the last rounding',
    async (shape, around) => {
      const { values, exact } = long(shape, around);
      const { values: sums } = await run(
        'wasm',
        'Sum',
        { x: { values, shape } },
        { axis: 0, keepDims: false },
      );
      exact.forEach((sum, c) => {
        expect(Math.abs((sums[c] as number) - sum) / sum).toBeLessThan(1.2e-7);
      });
    },
  );

  it('may exceed single precision on the way', async () => {
    const values = Float32Array.from({ length: 4096 }, (_, i) => (i < 2048 ? 1e36 : -1e36));
    const { values: sums } = await run(
      'wasm',
      'Sum',
      { x: { values, shape: [values.length] } },
      { axis: 0, keepDims: false },
    );
    expect(sums[0]).toBe(0);
  });

  it('that nobody wants are not computed in a backward pass', () => {
    const [x, bias] = [tf.ones([512, 16]), tf.ones([16])];
    const f = (t: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(tf.add(t, b)));
    const count = (gradient: () => tf.Tensor) => {
      deferrals.computed = 0;
      const result = gradient();
      const values = result.dataSync();
      result.dispose();
      return { computed: deferrals.computed, value: values[0] };
    };
    expect(count(() => tf.grad((t) => f(t, bias))(x))).toEqual({ computed: 0, value: 4 });
    expect(count(() => tf.grad((b) => f(x, b))(bias))).toEqual({ computed: 1, value: 2048 });
    tf.dispose([x, bias]);
  });
});
