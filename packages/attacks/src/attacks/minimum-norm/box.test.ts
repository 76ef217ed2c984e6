import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../test-support.ts';
import { box } from './box.ts';

const OPEN = Number.POSITIVE_INFINITY;
const BOUNDS = [
  [0, 1],
  [-3, 7],
  [2, OPEN],
  [-OPEN, 2],
  [-OPEN, OPEN],
] as const;

/** Values within the bounds, the bounds themselves among them. */
const valuesOf = ([min, max]: readonly [number, number]) => {
  const low = Number.isFinite(min) ? min : Math.min(max, 0) - 5;
  const high = Number.isFinite(max) ? max : Math.max(min, 0) + 5;
  return [0, 0.001, 0.3, 0.5, 0.9, 0.999, 1].map((share) => low + share * (high - low));
};

describe.each(BOUNDS)('box [%d, %d]', (min, max) => {
  const { toInputs, fromInputs, slope } = box([min, max]);

  it('goes there and back', () => {
    const values = valuesOf([min, max]);
    const w = fromInputs(tf.tensor1d(values));
    expect([...w.dataSync()].every(Number.isFinite)).toBe(true);
    // At a bound it stops 1e-6 of half the width short; tanh and log round by some 1e-7 of the width.
    expectClose(toInputs(w).dataSync(), values, 2e-6 * (Number.isFinite(max - min) ? max - min : 10));
  });

  it('never leaves the bounds', () => {
    for (const value of toInputs(tf.tensor1d([-200, -20, -1, 0, 1, 20, 200])).dataSync()) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  });

  it('knows its slope', () => {
    const w = tf.tensor1d([-3, -1, 0, 0.5, 2]);
    const numeric = tf.div(tf.sub(toInputs(tf.add(w, 0.01)), toInputs(tf.sub(w, 0.01))), 0.02).dataSync();
    // A central difference errs by h^2 / 6 times the third derivative, which is at most the width; and 1e-6 / h by rounding.
    expectClose(slope(w).dataSync(), numeric, 5e-4);
  });

  it('leaks nothing', async () => {
    const xs = tf.tensor1d(valuesOf([min, max]));
    await expectNoLeak(() => [toInputs(xs), fromInputs(xs), slope(xs)]);
  });
});

describe('box', () => {
  it('puts a value at its bound where Carlini and Wagner do', () => {
    // atanh(0.999999) is 7.2543286; in float32 it is some hundredths less.
    expect(
      Math.abs(
        (box([0, 1])
          .fromInputs(tf.tensor1d([1]))
          .dataSync()[0] ?? 0) - 7.254,
      ),
    ).toBeLessThan(0.05);
  });
});
